"""Each import rule bites: broken on purpose in a copy of the code, the build fails and names the rule."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.layout import REPOSITORY

RULES = (
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


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("services", "shared", "deploy"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    return folder


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, timeout=60)


def test_the_code_keeps_every_rule(copy: Path) -> None:
    """The rules are those of the house, not of an older one."""
    done = _lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("rule", "path", "line"), RULES, ids=[f"{r[0]}: {r[1]}" for r in RULES])
def test_a_broken_rule_breaks_the_build(copy: Path, rule: str, path: str, line: str) -> None:
    """The build fails on a wrong import, and on a room or floor nobody planned."""
    file = copy / path
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n")
    try:
        done = _lint(copy, "--contract", rule)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout
