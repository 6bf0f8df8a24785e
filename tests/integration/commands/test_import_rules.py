"""Each import rule bites: broken on purpose in a copy of the code, the build fails and names the rule."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from deploy.embedded.layout import REPOSITORY

Rule: TypeAlias = tuple[str, str, str]
RULES: tuple[Rule, ...] = (
    ("services", "services/referral/domain/__init__.py", "import services.kraftcenter.domain"),
    ("rooms", "services/referral/domain/__init__.py", "import services.referral.handlers"),
    ("rooms", "services/kraftcenter/handlers/__init__.py", "import services.kraftcenter.storage"),
    ("rooms", "services/referral/api/__init__.py", "import services.referral.storage"),
    ("rooms", "services/referral/helpers.py", ""),
    ("ways-out", "services/kraftcenter/storage/__init__.py", "import services.kraftcenter.handlers"),
    ("floors", "shared/postgres/__init__.py", "import shared.messaging"),
    ("floors", "shared/messaging/__init__.py", "import shared.http"),
    ("floors", "shared/utils.py", ""),
    ("pure", "services/referral/handlers/__init__.py", "import fastapi"),
    ("pure", "shared/contracts/__init__.py", "import asyncpg"),
    ("words", "services/referral/handlers/__init__.py", "import shared.postgres"),
    ("chassis", "services/referral/api/__init__.py", "import shared.runtime"),
    ("deploy", "shared/telemetry/__init__.py", "import deploy.embedded.layout"),
)


NOTHING = ("", "", "")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Rule, tuple[int, str]]:
    """Exit status and words of the linter for each rule broken, and for none, in a copy of the code."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("services", "shared", "deploy"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    command = [sys.executable, str(Path(__file__).with_name("linting.py")), json.dumps(RULES)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=True)
    outcomes = [(status, words) for status, words in json.loads(done.stdout)]
    return dict(zip((NOTHING, *RULES), outcomes, strict=True))


def test_the_code_keeps_every_rule(said: Mapping[Rule, tuple[int, str]]) -> None:
    """The rules are those of the house, not of an older one."""
    status, words = said[NOTHING]
    assert status == 0, words


@pytest.mark.parametrize("rule", RULES, ids=[f"{r[0]}: {r[1]}" for r in RULES])
def test_a_broken_rule_breaks_the_build(said: Mapping[Rule, tuple[int, str]], rule: Rule) -> None:
    """The build fails on a wrong import, and on a room or floor nobody planned; it says where."""
    status, words = said[rule]
    assert status == 1, words
    assert "BROKEN" in words
    where = rule[1].removesuffix(".py").removesuffix("/__init__")
    assert where.replace("/", ".") in words or f"- {Path(where).name}" in words
