"""The rules that people read about (docs/domain.md) against the files and tests it names."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from deploy.embedded.layout import REPOSITORY
from shared.contracts.codes import DEPARTMENTS, OFFERS

PAGE = (REPOSITORY / "docs" / "domain.md").read_text(encoding="utf-8")
ENFORCED = PAGE.split("## Rules enforced today")[1]
CODE = {".py", ".toml", ".sql"}
NUMBERS = {
    *(f"R{n}" for n in range(1, 10)),
    *(f"G{n}" for n in range(1, 5)),
    *(f"C{n}" for n in range(1, 7)),
    *(f"P{n}" for n in range(1, 6)),
    *(f"I{n}" for n in range(1, 6)),
    *(f"N{n}" for n in range(1, 6)),
    *(f"V{n}" for n in range(1, 5)),
}


def _rows() -> Iterator[tuple[str, str, str]]:
    for line in ENFORCED.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and (number := re.match(r"[RGCPINV]\d\b", cells[0])):
            yield number[0], cells[2], cells[3]


ROWS = list(_rows())


def test_every_rule_stands_on_the_page() -> None:
    """No rule is left out: each has a row of its own."""
    assert {number for number, _, _ in ROWS} == NUMBERS


@pytest.mark.parametrize(("number", "where", "proof"), ROWS, ids=[row[0] for row in ROWS])
def test_what_proves_a_rule_carries_its_number(number: str, where: str, proof: str) -> None:
    """Each rule has a test, and every file named as one is there and carries the rule's number."""
    tests = {name: _tests(name) for name in re.findall(r"`([^`]+)`", proof)}
    assert tests
    assert all(tests.values())
    for path in chain(*tests.values()):
        assert re.search(rf"\b{number}\b", path.read_text(encoding="utf-8")), path.name
    for name in re.findall(r"`([^`]+)`", where):
        roots = (REPOSITORY, REPOSITORY / "services")
        found = [root / name for root in roots if (root / name).exists()]
        assert found or "/" not in name, name


def test_every_enforced_rule_stands_in_the_code() -> None:
    """Who reads the code finds the rule it keeps by its number."""
    files = [p for room in ("services", "shared") for p in (REPOSITORY / room).rglob("*") if p.suffix in CODE]
    found = set(re.findall(r"\b[RGCPINV]\d\b", "".join(path.read_text(encoding="utf-8") for path in files)))
    assert {number for number, _, _ in ROWS} - found == set()


def test_departments_and_offers_are_the_data_files() -> None:
    """Departments and offers are data; the page names those that are shipped."""
    for code in (*DEPARTMENTS, *OFFERS):
        assert f"`{code}`" in PAGE


def _tests(name: str) -> list[Path]:
    folder = REPOSITORY / "tests"
    return [*folder.glob(name), *(folder / "unit").glob(name)]
