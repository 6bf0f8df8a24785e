"""The pages for vendors agree with the code, with each other, and with the tests that follow them."""

import re
from pathlib import Path

import pytest

from deploy.embedded.layout import REPOSITORY
from tests.apps.tutorial import steps

FOLDER = REPOSITORY / "docs" / "apps"
PAGES = sorted(FOLDER.glob("*.md"))
NO_STEPS = {"README.md", "errors.md", "csharp.md"}
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _anchors(text: str) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Vendors: each link inside the house has its page, and its heading."""
    for target, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        found = FOLDER / target if target else page
        assert found.exists(), target
        assert not anchor or anchor in _anchors(found.read_text(encoding="utf-8")), f"{target}#{anchor}"


def test_the_first_page_names_every_other() -> None:
    """Vendors: from the README one finds them all."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {target for target, _ in _LINK.findall(readme)} >= {page.name for page in PAGES} - {"README.md"}


def test_every_page_with_steps_is_followed_by_a_test() -> None:
    """Vendors: "run by a test" is true of each page that says so; the one in C# says that it is not."""
    tests = (REPOSITORY / "tests" / "apps").glob("test_*.py")
    followed = {path.stem.removeprefix("test_").replace("_", "-") for path in tests}
    with_steps = {page.name for page in PAGES if steps(page.read_text(encoding="utf-8"))}
    assert with_steps == {page.name for page in PAGES} - NO_STEPS
    assert {name.removesuffix(".md") for name in with_steps} <= followed
    assert (FOLDER / "csharp.md").read_text(encoding="utf-8").split("\n", 3)[2].startswith("**Untested.**")
