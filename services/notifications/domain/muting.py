"""What a coordinator may mute: of an event type, the notices that ask nothing of them (I3).

A muted notice stands in the team's inbox for everybody else. Nobody is told less because somebody has muted it, and it
counts as told and reached.
"""

from collections.abc import Iterable
from typing import Final

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.rules import Rules
from shared.contracts import CorrectionReached, FieldError, Refused, Reporter
from shared.contracts.fact import PREFIX

_TO_TEAMS: Final = frozenset({"I", "hospital", "asked", "referrers", "rel", "D"})
"""The codes by which a department is told without being asked."""
_NEVER: Final = CORRECTIONS | {CorrectionReached.type}
"""R7: a correction reaches whoever it is for, and so does the word of how far it came."""


def mutable(shipped: Rules) -> tuple[str, ...]:
    """The types that a department can be told of without being asked, whatever a municipality decides."""
    rules = shipped.by_type.items()
    return tuple(type_ for type_, rule in rules if type_ not in _NEVER and (rule.every_code | rule.free) & _TO_TEAMS)


def may_mute(reader: Reporter) -> None:
    """Raises Refused (403) for everybody but coordinators: managers are only told what asks something of them."""
    if reader.role != "coordinator":
        raise Refused("forbidden", "Kun koordinatorer kan skjule beskeder.", status=403)


def muted_types(asked: Iterable[str], shipped: Rules) -> frozenset[str]:
    """As they are kept; short names are understood.

    Raises Refused (422), naming each that is none or cannot be muted.
    """
    types, can = [_whole(type_) for type_ in asked], frozenset(mutable(shipped))
    errors = [
        FieldError(f"/event_types/{number}", "Den slags beskeder kan ikke skjules.")
        for number, type_ in enumerate(types)
        if type_ not in can
    ]
    if errors:
        raise Refused("not-allowed", "Det, der beder om noget, og rettelser vises altid.", errors=tuple(errors))
    return frozenset(types)


def is_muted(event_type: str, asks: bool, muted: frozenset[str], *, theirs: bool = False) -> bool:
    """`asks`: whether the notice asks something, or ever did: that is shown, answered or not. `theirs`: whether it was
    handed to the reader, or taken."""
    return not asks and not theirs and event_type in muted


def _whole(type_: str) -> str:
    return type_ if type_.startswith(PREFIX) else f"{PREFIX}{type_}.v1"
