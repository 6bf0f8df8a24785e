"""The rules as data, made ready once: event type → who is told, and what is asked of whom."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from shared.contracts import NoticeRead
from shared.contracts.codes import DEPARTMENTS
from shared.contracts.fact import PREFIX, Fact

# Who is asked something comes before who is merely told: a recipient gets one notice (I5, N2).
ORDER = (
    "N", "concerned", "m", "s", "parties", "I", "hospital", "asked", "referrers", "rel", "D", "itself", "C", "original",
    "corrector", "sender",
)  # fmt: skip
MOOT = "moot"
HOSPITALS = frozenset(code for code, department in DEPARTMENTS.items() if department.hospital)
LOOKS_BACK = frozenset({"asked", "referrers", "original", "corrector", "sender", "hospital"})
"""Codes that can only be answered with the loop's earlier events."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: one action code, or one chosen by a field of the event."""

    code: str | None = None
    by: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)

    def of(self, data: Fact) -> str | None:
        return self.code if self.by is None else self.codes.get(str(getattr(data, self.by)))

    @property
    def every_code(self) -> frozenset[str]:
        return frozenset(self.codes.values() if self.code is None else (self.code,))


@dataclass(frozen=True, slots=True)
class Rule:
    """One type's row. `told` are codes in the order they are asked, by level where `by_level`; `settles` actions.

    `free` are the codes a municipality decides on, `silenced` those of the shipped rule that it has taken off (I3).
    """

    told: tuple[str, ...] = ()
    free: frozenset[str] = frozenset()
    silenced: tuple[str, ...] = ()
    by_level: Mapping[int, tuple[str, ...]] | None = None
    asks: Ask = Ask()
    managers: Ask = Ask()
    due: str | None = None
    settles: frozenset[str] = frozenset()
    every_code: frozenset[str] = field(init=False)
    looks_back: bool = field(init=False)

    def __post_init__(self) -> None:
        # Asked of every event: worked out once.
        every_code = frozenset(self.told).union(*(self.by_level or {}).values())
        object.__setattr__(self, "every_code", every_code)
        object.__setattr__(self, "looks_back", bool((every_code | set(self.silenced)) & LOOKS_BACK))

    def decided(self, told: frozenset[str], shipped: "Rule") -> "Rule":
        """The row with these codes told of those that are free; `shipped` says what was told before anybody decided."""
        kept = [code for code in shipped.told if code not in self.free]
        silenced = tuple(code for code in shipped.told if code in self.free and code not in told)
        return replace(self, told=_ordered([*kept, *(told & self.free)]), silenced=silenced)

    def codes(self, data: Fact) -> tuple[str, ...]:
        if self.by_level is None:
            return self.told
        return self.by_level.get(getattr(data, "level", 0), ())

    def due_of(self, data: Fact) -> datetime | None:
        due: datetime | None = None if self.due is None else getattr(data, self.due)
        return due


NOBODY = Rule()


@dataclass(frozen=True, slots=True)
class Rules:
    """`channels` are those a relative can be reached over here; a designation may name others. `hospitals` are the
    departments that are one (N5). `version` is the municipality's, 0 for the shipped rules."""

    by_type: Mapping[str, Rule]
    channels: frozenset[str] = frozenset({"inbox", "mail"})
    hospitals: frozenset[str] = HOSPITALS
    version: int = 0
    contacts: Mapping[str, str] = field(default_factory=lambda: {"mail": "email"})
    """Channels of those that need the relative's own contact, and which: `email` or `phone`."""

    def of(self, type_: str) -> Rule:
        """A type nobody has ruled on is told to nobody."""
        return self.by_type.get(type_, NOBODY)

    def over(self, contacts: Mapping[str, str | None]) -> "Rules":
        """The same where the inbox and these channels can be used, each with the contact it needs."""
        needed = {code: contact for code, contact in contacts.items() if contact is not None}
        return replace(self, channels=frozenset({"inbox", *contacts}), contacts=needed)

    def without(self, channel: str) -> "Rules":
        """The same where that channel cannot be used."""
        return replace(self, channels=self.channels - {channel})

    @property
    def settled_by_reading(self) -> frozenset[str]:
        """Actions whose answer no event tells of: who reads the notice has taken them on."""
        return self.of(NoticeRead.type).settles


def read_rules(text: str) -> Rules:
    """From the file's text. Raises ValueError for a code that is none."""
    nouns = tomllib.loads(text)
    return Rules(
        MappingProxyType(
            {f"{PREFIX}{noun}.{fact}.v1": _rule(row) for noun, facts in nouns.items() for fact, row in facts.items()}
        )
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    by_level = row.get("told_at")
    return Rule(
        told=_ordered(row.get("told", ())),
        free=frozenset(_ordered(row.get("free", ()))),
        by_level=None if by_level is None else {int(level): _ordered(codes) for level, codes in by_level.items()},
        asks=_ask(row.get("asks")),
        managers=_ask(row.get("managers")),
        due=row.get("due"),
        settles=frozenset(row.get("settles", ())),
    )


def _ordered(codes: Sequence[str]) -> tuple[str, ...]:
    unknown = set(codes) - set(ORDER)
    if unknown:
        raise ValueError(f"no such code: {sorted(unknown)}")
    return tuple(sorted(codes, key=ORDER.index))


def _ask(given: Any) -> Ask:
    if isinstance(given, dict):
        return Ask(by=given["by"], codes={value: code for value, code in given.items() if value != "by"})
    return Ask(code=given)


SHIPPED = read_rules(files("services.notifications.domain").joinpath("rules.toml").read_text(encoding="utf-8"))
