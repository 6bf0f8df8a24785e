"""The rules as somebody reads them who never saw the file: per subject a table of types by who is told (I3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.notifications.domain import wording
from services.notifications.domain.rules import ORDER, Rule, Rules
from shared.contracts.display import type_name
from shared.contracts.fact import PREFIX

ASKED: Final = frozenset({"N", "concerned", "m", "parties"})
"""Who is asked something, of a type that asks: never to be taken off it."""
_COURSES: Final = frozenset({"forloeb", "plads", "foelgeskab"})
_OF_CITIZEN = {"paaroerende": "own", "noedadgang": "looked_at"}
_SILENT: Final = frozenset({"borger", "besked"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One recipient of one type. `free`: the municipality decides; else `because` says why not, in Danish. `shipped` is
    what holds until somebody decides otherwise."""

    code: str
    name: str
    told: bool
    shipped: bool
    free: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One event type, `name` in Danish. `cells` are as the table's columns."""

    event_type: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One subject. `columns` are codes; each row has a cell for each."""

    subject: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(rules: Rules, shipped: Rules) -> tuple[Table, ...]:
    """Every type there is, in the order of the rules file; hospitals only where there are any."""
    by_subject: dict[str, list[str]] = {}
    for type_ in shipped.by_type:
        by_subject.setdefault(_subject(type_), []).append(type_)
    found = []
    for subject, of_subject in by_subject.items():
        codes = frozenset[str]().union(*(_codes(shipped.of(type_)) for type_ in of_subject))
        if not rules.hospitals:
            codes -= {"hospital"}
        columns = tuple(code for code in ORDER if code in codes)
        found.append(Table(subject, columns, tuple(_row(type_, columns, rules, shipped) for type_ in of_subject)))
    return tuple(found)


def name_of(code: str) -> str:
    """Whom a code stands for."""
    return wording.of_rules("who", code)


def _row(type_: str, columns: tuple[str, ...], rules: Rules, shipped: Rules) -> Row:
    return Row(type_, type_name(type_), tuple(_cells(type_, columns, rules.of(type_), shipped.of(type_))))


def _cells(type_: str, columns: tuple[str, ...], rule: Rule, shipped: Rule) -> Iterator[Cell]:
    for code in columns:
        free, was = code in shipped.free, code in shipped.every_code
        because = None if free else _why_fixed(code, type_) if was else _why_never(code, type_)
        yield Cell(code, name_of(code), code in rule.every_code, was, free, because)


def _why_fixed(code: str, type_: str) -> str:
    if code in ASKED:
        word = "asks"
    elif code == "C":
        word = _OF_CITIZEN.get(_noun(type_), "answer")
    else:
        word = "answer" if code == "asked" else code
    return wording.of_rules("fixed", word)


def _why_never(code: str, type_: str) -> str:
    noun = _noun(type_)
    if noun in _SILENT:
        word = "nobody"
    elif noun in _COURSES:
        word = "course"
    else:
        word = "designation" if code == "D" else "elsewhere"
    return wording.of_rules("never", word)


def _codes(rule: Rule) -> frozenset[str]:
    return rule.every_code | rule.free


def _subject(type_: str) -> str:
    return wording.of_rules("subject", _noun(type_))


def _noun(type_: str) -> str:
    return type_.removeprefix(PREFIX).partition(".")[0]
