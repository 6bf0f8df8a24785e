"""What has happened to a referral, event by event, and the position it comes to (R1, R4, R7).

The position is always the fold of the entries that stand. So a correction takes an entry out and folds again, and
nothing has to be turned back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.referral.domain.dates import beginning_of
from services.referral.domain.moves import MOVES
from shared.contracts import (
    EligibilityDecided,
    Event,
    ReferralAccepted,
    ReferralCreated,
    ReferralOverdue,
    ReferralPutOnHold,
    ReferralResumed,
    Reporter,
)
from shared.contracts.codes import ReferralState, Step

ClockKind = Literal["answer", "start", "level2", "level3", "hold"]
STEPS: dict[ReferralState, Step] = {"requested": "answer", "accepted": "start"}
"""What is waited for in the states whose silence is told of."""
_LEVELS: dict[int, ClockKind] = {1: "level2", 2: "level3"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a referral, or one of another service that rests on it and leaves it where it is.

    `by` is who reported it (`reported_by`), None where Samspil made it. `state` is the one it led to, None where it did
    not say; of silence, the one that was silent. `due` is what it made due (of a resumption, when the start is owed, or
    would be had nothing begun), `rings` when its clock rings where that is another moment, `level` how far silence has
    climbed. `rests_on` is the event that it follows from by itself and cannot stand without. `event_id` None and `type`
    empty: all that was known when the journal began.
    """

    event_id: UUID | None
    type: str
    by: str | None
    at: datetime
    state: ReferralState | None = None
    due: datetime | None = None
    rings: datetime | None = None
    level: int = 0
    rests_on: UUID | None = None
    erred: bool = False

    @property
    def silence(self) -> bool:
        return self.type == ReferralOverdue.type


class Clock(NamedTuple):
    """The clock this service runs: its kind, and when it rings."""

    kind: ClockKind
    rings: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where a referral stands.

    `due` is by when something is owed, `level` how far its silence has climbed (R4), `rings` when its clock rings next.
    On hold, `held` is the position it was put on hold from, and `since` when.
    """

    state: ReferralState
    due: datetime | None = None
    level: int = 0
    rings: datetime | None = None
    held: "Position | None" = None
    since: datetime | None = None

    @property
    def clock(self) -> Clock | None:
        """R1: the one clock that runs here; None where it runs elsewhere, has said all it can, or nothing is due."""
        if self.rings is None:
            return None
        if self.state == "on-hold":
            return Clock("hold", self.rings)
        step = STEPS.get(self.state)
        kind = step if self.level == 0 else _LEVELS.get(self.level)
        return None if step is None or kind is None else Clock(kind, self.rings)


def entry_of(
    event: Event[Any],
    by: str | None,
    *,
    rests_on: UUID | None = None,
    owed: datetime | None = None,
    rings: datetime | None = None,
) -> Entry:
    """The event as it is kept; `owed` where it makes more due than it says, `rings` where its clock rings at another
    moment than that."""
    data = event.data
    move = MOVES.get(type(data))
    state: ReferralState | None = "requested" if isinstance(data, ReferralCreated) else move.end if move else None
    due, level = None, 0
    match data:
        case ReferralCreated():
            due = data.answer_due
        case ReferralAccepted() | ReferralResumed():
            due = data.next_step_due
        case ReferralPutOnHold():
            due = beginning_of(data.until)
        case ReferralOverdue():
            state, level = next(state for state, step in STEPS.items() if step == data.step), data.level
        case EligibilityDecided():
            state = None
        case _:
            pass
    return Entry(event.id, event.type, by, event.registeredtime, state, owed or due, rings, level, rests_on)


def fold(entries: Iterable[Entry]) -> Position:
    """The position after the entries that stand, of which there is one at least."""
    standing = [entry for entry in entries if not entry.erred]
    return reduce(_after, standing[1:], _reached(standing[0]))


def withdrawn(entries: Iterable[Entry]) -> frozenset[UUID]:
    """R7: the events entered in error. Their words may be about somebody else, and are read by nobody.

    Of a referral in error all its events are, but for the one that says so.
    """
    entries = tuple(entries)
    whole = any(entry.state == "entered-in-error" and not entry.erred for entry in entries)
    wrong = [e for e in entries if e.erred or (whole and e.state != "entered-in-error")]
    return frozenset(entry.event_id for entry in wrong if entry.event_id is not None)


def reported_by(reporter: Reporter) -> str | None:
    """R7: under which name an event's reporter is known again: the department, the citizen, or one relative."""
    if reporter.role == "relative":
        return f"relative:{reporter.name}"
    return "citizen" if reporter.role == "citizen" else reporter.department


def _after(position: Position, entry: Entry) -> Position:
    if entry.silence:
        # Taken back with what was waited for: the silence of a step that was never owed counts for nothing.
        told = entry.state == position.state and entry.level > position.level
        return replace(position, level=entry.level, rings=entry.rings) if told else position
    if entry.type == ReferralResumed.type:
        return _resumed(position.held or position, entry)
    if entry.state is None:
        return position
    if entry.state == "on-hold":
        return replace(_reached(entry), held=position, since=entry.at)
    return _reached(entry)


def _resumed(held: Position, entry: Entry) -> Position:
    """What was left of the start's clock runs on, also where it was under way then, and is not now."""
    if entry.due is None or held.state != "accepted":
        return held
    return replace(held, due=entry.due, rings=entry.rings or (None if held.rings is None else entry.due))


def _reached(entry: Entry) -> Position:
    return Position(entry.state or "requested", entry.due, entry.level, entry.rings or entry.due)
