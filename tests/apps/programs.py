"""Programs of the machine that a tutorial needs; where one is missing the test says in words what was left out."""

import shutil

import pytest


def needed(*programs: str) -> None:
    """Skips the test, with the reason, where one of the programs is not on the machine."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"the tutorial was not followed: this machine has no {' and no '.join(missing)}")
