"""The switches that only tests can reach: what they wrap is there, and a strike happens once."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from tests.sabotage import Switches, strike

LOADING = """
import importlib
from tests.sabotage.inside.loading import wraps
for name in wraps():
    importlib.import_module(name)
"""
PASSING = """
from tests.sabotage.inside.switch import passing
for _ in range(3):
    passing("relay-before-send")
print("alive")
"""


def _run(switches: Switches, code: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, **switches.environment, "SAMSPIL_INSTANCE": "referral-2"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=told, capture_output=True, text=True, timeout=60, check=False
    )


def test_everything_that_is_to_be_broken_is_there(tmp_path: Path) -> None:
    """Code that moves on takes its sabotage with it: otherwise the rows of faults would break nothing."""
    done = _run(Switches(tmp_path), LOADING)
    assert done.returncode == 0, done.stderr


def test_a_strike_happens_once_and_to_the_instance_meant(tmp_path: Path) -> None:
    """Whoever is killed is started again with the same switches, and must live."""
    switches, on_second = Switches(tmp_path), strike("relay", "before-send", on_pass=2)
    switches.on("referral", on_second)
    assert _run(switches, PASSING).stdout == "alive\n"
    assert switches.is_on("referral", on_second)
    switches.on("referral-2", on_second)
    assert _run(switches, PASSING).returncode == -9
    assert not switches.is_on("referral-2", on_second)
    assert _run(switches, PASSING).stdout == "alive\n"
