"""What a municipality has changed of the shipped rules (I3): per event type who is told, and who no longer is.

A version is one whole overlay; the next one takes its place, and nothing is overwritten. What may be changed is the
column `free` of `rules.toml`. An overlay kept by an earlier release is read for what is free in this one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from services.notifications.domain.rules import Rule, Rules
from shared.contracts import FieldError, Refused
from shared.contracts.fact import PREFIX

REASONS: Final = ("too_many", "too_few", "agreed", "trial", "back")
"""Why the rules were changed: codes of `words.toml`; `back` stands for a return to an earlier version alone."""


class Departure(NamedTuple):
    """Of one event type the codes told, and those withheld, other than shipped."""

    type: str
    tell: frozenset[str] = frozenset()
    withhold: frozenset[str] = frozenset()


Overlay = tuple[Departure, ...]
"""Sorted by type, each once, none of them empty."""


class Version(NamedTuple):
    """One change. `by` is the issuer's name of the manager, `name` what colleagues know them by. `back_to` is the
    version that it goes back to, None for a change of its own."""

    number: int
    at: datetime
    by: str
    name: str
    department: str
    reason: str | None
    back_to: int | None
    overlay: Overlay


class Difference(NamedTuple):
    """A code that a type's rule tells in one version and not in the one before, or the other way round."""

    type: str
    code: str
    told: bool


def overlay_of(departures: Iterable[Departure], shipped: Rules) -> Overlay:
    """As it is kept: what says the same as the shipped rule left out.

    Raises Refused (422), naming each row at fault (`/changes/2/withhold`), where a type is none or stands twice, or a
    code is not the municipality's to change.
    """
    rows = [row._replace(type=_whole(row.type)) for row in departures]
    errors = [error for number, row in enumerate(rows) for error in _faults(f"/changes/{number}", row, rows, shipped)]
    if errors:
        raise Refused("not-allowed", "Reglerne kan ikke ændres sådan. Intet er gemt.", errors=tuple(errors))
    kept = [_against(row, shipped.of(row.type)) for row in rows]
    return tuple(sorted(row for row in kept if row.tell or row.withhold))


def with_overlay(shipped: Rules, overlay: Overlay, version: int) -> Rules:
    """The rules as the municipality has them."""
    changed = dict(shipped.by_type)
    for row in overlay:
        rule = shipped.of(row.type)
        changed[row.type] = rule.decided((frozenset(rule.told) | row.tell) - row.withhold, rule)
    return replace(shipped, by_type=MappingProxyType(changed), version=version)


def differences(before: Overlay, after: Overlay, shipped: Rules) -> tuple[Difference, ...]:
    """What `after` tells otherwise than `before`."""
    old, new = _by_type(before), _by_type(after)
    found: list[Difference] = []
    for type_ in sorted(old.keys() | new.keys()):
        rule = shipped.of(type_)
        was, is_ = _told(rule, old.get(type_)), _told(rule, new.get(type_))
        found += [Difference(type_, code, code in is_) for code in sorted(was ^ is_)]
    return tuple(found)


def _told(rule: Rule, row: Departure | None) -> frozenset[str]:
    told = frozenset(rule.told) if row is None else (frozenset(rule.told) | row.tell) - row.withhold
    return told & rule.free


def _by_type(overlay: Overlay) -> Mapping[str, Departure]:
    return {row.type: row for row in overlay}


def _against(row: Departure, rule: Rule) -> Departure:
    return row._replace(tell=row.tell - set(rule.told), withhold=row.withhold & set(rule.told))


def _faults(pointer: str, row: Departure, rows: Sequence[Departure], shipped: Rules) -> Iterable[FieldError]:
    if row.type not in shipped.by_type:
        yield FieldError(f"{pointer}/event_type", "Typen findes ikke i hændelseskataloget.")
        return
    if sum(other.type == row.type for other in rows) > 1:
        yield FieldError(f"{pointer}/event_type", "Typen er nævnt mere end én gang.")
    free = shipped.of(row.type).free
    for name, codes in (("tell", row.tell), ("withhold", row.withhold)):
        if codes - free:
            yield FieldError(f"{pointer}/{name}", "Mindst én af modtagerne ligger fast for denne type.")
    if row.tell & row.withhold:
        yield FieldError(f"{pointer}/withhold", "Den samme modtager kan ikke både få og ikke få besked.")


def _whole(type_: str) -> str:
    """`delmaal.naaet` is understood as the whole type."""
    return type_ if type_.startswith(PREFIX) else f"{PREFIX}{type_}.v1"
