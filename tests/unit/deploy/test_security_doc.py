"""What people read about security and privacy (docs/security.md, docs/privacy.md) against the tests that are named."""

import re
from pathlib import Path

import pytest

from deploy.embedded.layout import REPOSITORY

TESTS = REPOSITORY / "tests"
PAGES = ("security", "privacy")


def _tables(page: str) -> list[list[str]]:
    """The rows of every table whose last column says what shows it."""
    rows: list[list[str]] = []
    shown = False
    for line in (REPOSITORY / "docs" / f"{page}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells or cells[-1] == "shown by":
            shown = bool(cells)
        elif shown and not set(cells[-1]) <= {"-"}:
            rows.append(cells)
    return rows


ROWS = [(page, row) for page in PAGES for row in _tables(page)]


@pytest.mark.parametrize("page", PAGES)
def test_every_line_names_a_test_that_is_there(page: str) -> None:
    """Security, privacy: nothing is said that no test shows, and the test that is named exists."""
    missing = [(row[0], wrong) for of, row in ROWS if of == page for wrong in _wrong(row[-1])]
    assert missing == []


def test_the_pages_have_their_tables() -> None:
    """The check above bites: there are lines, and a name that leads nowhere is found."""
    assert len(ROWS) > 40
    assert _wrong("`unit/deploy/test_security_doc.py::test_nothing`") == [
        "unit/deploy/test_security_doc.py::test_nothing"
    ]
    assert _wrong("words alone") == ["no test is named"]


def _wrong(shown_by: str) -> list[str]:
    named = re.findall(r"`((?:unit|integration|suites|browser|apps|faults)/[^`]+)`", shown_by)
    return [name for name in named if not _is_there(name)] if named else ["no test is named"]


def _is_there(name: str) -> bool:
    path, _, test = name.partition("::")
    file: Path = TESTS / path
    return file.is_file() and (not test or f"def {test}(" in file.read_text(encoding="utf-8"))
