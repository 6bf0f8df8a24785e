"""What the image installs is what is tested."""

import re

import pytest

from deploy.embedded.layout import REPOSITORY


def _pins(lock: str) -> dict[str, str]:
    text = (REPOSITORY / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize(("less", "more"), [("run", "operations"), ("operations", "embedded"), ("build", "dev")])
def test_the_image_has_the_versions_that_are_tested(less: str, more: str) -> None:
    """One version of each package, wherever it is installed."""
    assert _pins(less).items() <= _pins(more).items()


@pytest.mark.parametrize("lock", ["build", "operations"])
def test_the_image_installs_by_hash_from_no_named_place(lock: str) -> None:
    """A mirror can stand in for any registry, and cannot slip anything in."""
    text = (REPOSITORY / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert all("--hash=sha256:" in each for each in re.split(r"\n(?=\S)", text.strip()))
