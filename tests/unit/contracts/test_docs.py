"""The catalogue that people read (docs/events.md) against the one that the code has."""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from deploy.embedded.layout import REPOSITORY
from services.kraftcenter.api import reports as kraftcenter
from services.notifications.api import reports as notifications
from services.notifications.domain.rules import NOBODY, SHIPPED, Rule
from services.referral.api import reports as referral
from shared.contracts import PREFIX, Fact, MadeBySamspil, every_fact
from shared.contracts.codes import FIXED, THEMES
from shared.intake.places import FACTS

PAGE = (REPOSITORY / "docs" / "events.md").read_text(encoding="utf-8")
TAKEN = referral.types() | kraftcenter.types() | notifications.types()
LISTS = {
    "reason": "`reason`",
    "outcome": "`outcome`",
    "priority": "`priority`",
    "origin": "`origin`",
    "cancelled_by": "`by` of a cancellation",
    "voice": "`by` of an ending, `informant`",
    "referral_state": "`state` of a conflict",
    "step": "`step`",
    "goal_kind": "`kind` of a goal",
    "measure_kind": "`measure_kind`",
    "follow_up_decision": "`decision` of a follow-up",
    "tool": "`tool`",
    "intake_closed": "`reason` of a closed intake",
    "relation": "`relation`",
    "channel": "`channel`",
    "recipient_kind": "`recipient_kind`",
}


class Row(NamedTuple):
    """One line of the page's tables of types."""

    owner: str
    class_name: str
    data: str
    reported_by: str
    told: str


def _rows() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    owner = ""
    for line in PAGE.splitlines():
        if line.startswith("## "):
            topic = re.search(r"`(\w+)\.(?:events|<app>)", line)
            owner = topic[1] if topic else ""
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if owner and len(cells) == 5 and re.fullmatch(r"[a-z_]+\.[a-z_]+", cells[0]):
            rows[f"{PREFIX}{cells[0]}.v1"] = Row(owner, *cells[1:])
    return rows


ROWS = _rows()
NOT_YET = {f"{PREFIX}{name}.v1" for name in re.findall(r"^- not yet: `(.+)`$", PAGE, re.MULTILINE)}
EVERY = [pytest.param(fact, id=fact.type) for fact in every_fact() if fact.__module__.startswith("shared.contracts.")]


def _fields(fact: type[Fact]) -> str:
    names = []
    for name, field in fact.model_fields.items():
        made_here = any(isinstance(mark, MadeBySamspil) for mark in field.metadata)
        names.append(name + ("○" if made_here else "" if field.is_required() else "?"))
    return ", ".join(names) or "–"


def _told(rule: Rule) -> list[frozenset[str]]:
    if rule.by_level is not None:
        return [frozenset({f"{level}:", *codes}) for level, codes in sorted(rule.by_level.items())]
    return [frozenset(rule.told)]


def test_every_type_stands_on_the_page_once() -> None:
    """Catalogue: what can drift apart is held together; a type nobody wrote down is one nobody finds."""
    assert set(ROWS) == {param.values[0].type for param in EVERY}  # type: ignore[union-attr]


@pytest.mark.parametrize("fact", EVERY)
def test_owner_class_and_fields_are_the_codes(fact: type[Fact]) -> None:
    """Catalogue: which topic, which class, which fields, which may be left out, and which only Samspil fills in."""
    row = ROWS[fact.type]
    assert (row.owner, row.class_name, row.data) == (fact.owner, fact.__name__, _fields(fact))


@pytest.mark.parametrize("fact", EVERY)
def test_who_is_told_is_the_shipped_rule(fact: type[Fact]) -> None:
    """I2: the column "told" is the row of the rules file, level by level."""
    told = [frozenset(part.split()) - {"–"} for part in ROWS[fact.type].told.split(",")]
    assert told == _told(SHIPPED.by_type.get(fact.type, NOBODY))


@pytest.mark.parametrize("fact", EVERY)
def test_what_is_there_today_is_what_the_services_do(fact: type[Fact]) -> None:
    """The page says "not yet" of a type exactly where no service takes reports of it, or makes it."""
    row = ROWS[fact.type]
    assert (row.reported_by == "○") is not fact.reported
    there = fact.type in TAKEN if fact.reported else fact.__name__ in _made()
    assert (fact.type not in NOT_YET) is there


@pytest.mark.parametrize(("name", "label"), LISTS.items())
def test_code_lists_are_the_codes(name: str, label: str) -> None:
    """The lists are closed: the page names every code, in the code's order."""
    assert _list(label) == [str(code) for code in _codes(FIXED[name])]


def test_themes_are_the_data_files() -> None:
    """Themes are data; the page names those that are shipped."""
    assert _list("`themes`") == list(THEMES)


def _list(label: str) -> list[str]:
    row = re.search(rf"^\| {re.escape(label)} \| (.+) \|$", PAGE, re.MULTILINE)
    assert row is not None
    return row[1].split(", ")


def _codes(literal: Any) -> tuple[Any, ...]:
    return get_args(literal)


@cache
def _made() -> set[str]:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(REPOSITORY, "services").rglob("*.py"))
    return set(re.findall(r"\b([A-Z]\w+)\(", code)) | {fact.__name__ for fact in FACTS.values()}
