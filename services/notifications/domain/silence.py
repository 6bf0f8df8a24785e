"""Silence that rested on an event: told of a step that, had the event never been, nobody would have owed (R4, R7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from services.notifications.domain.told import Handled
from shared.contracts import (
    Event,
    FollowUpHeld,
    FollowUpOverdue,
    InterventionEnteredInError,
    InterventionStarted,
    ReferralAccepted,
    ReferralEnteredInError,
    ReferralOverdue,
    ReferralResumed,
)

_CORRECTION = ReferralEnteredInError | InterventionEnteredInError


class _Step(NamedTuple):
    """What is owed: the start on a referral, or the next follow-up of an intervention."""

    name: str
    of: UUID


class _Owed(NamedTuple):
    """The events a step is owed by, those entered in error left out: who set it, and who let it go on after a hold."""

    set_by: list[UUID]
    resumed_by: list[UUID]

    def now(self) -> frozenset[UUID]:
        return frozenset((*self.set_by[-1:], *self.resumed_by[-1:]))


def resting_on(wrong: UUID, correction: UUID, loop: Iterable[Handled]) -> tuple[Handled, ...]:
    """The silence told of, before that correction, because of this event; what an earlier correction took back, not.

    `loop` are the loop's events, oldest first. A step rests on the event that set it last, and on the resumption after
    which its clock ran on. One that Samspil made itself goes with its hold, without which the step was owed all along.
    """
    owed: dict[_Step, _Owed] = defaultdict(lambda: _Owed([], []))
    begun: dict[UUID | None, list[UUID]] = defaultdict(list)
    silence: list[tuple[Handled, frozenset[UUID]]] = []
    for handled in loop:
        event = handled.event
        if event.id == correction:
            break
        erred = event.data.event_id if isinstance(event.data, _CORRECTION) else None
        if erred is not None:
            silence = [(told, by) for told, by in silence if erred not in by]
            for step in owed.values():
                for ids in step:
                    ids[:] = [id_ for id_ in ids if id_ != erred]
        if isinstance(event.data, InterventionStarted):
            begun[event.data.referral_id].append(event.data.intervention_id)
        for step_ in _set_by(event.data):
            owed[step_].set_by.append(event.id)
        for step_ in _resumed_by(event, begun):
            owed[step_].resumed_by.append(event.id)
        missed = _missed(event.data)
        if missed is not None:
            silence.append((handled, owed[missed].now()))
    return tuple(told for told, by in silence if wrong in by)


def _set_by(data: Any) -> tuple[_Step, ...]:
    if isinstance(data, ReferralAccepted):
        return (_Step("start", data.referral_id),)
    if isinstance(data, InterventionStarted | FollowUpHeld):
        return (_Step("follow_up", data.intervention_id),)
    return ()


def _resumed_by(event: Event[Any], begun: Mapping[UUID | None, list[UUID]]) -> tuple[_Step, ...]:
    if not isinstance(event.data, ReferralResumed) or event.department is None:
        return ()
    id_ = event.data.referral_id
    return _Step("start", id_), *(_Step("follow_up", intervention) for intervention in begun.get(id_, ()))


def _missed(data: Any) -> _Step | None:
    if isinstance(data, ReferralOverdue) and data.step == "start":
        return _Step("start", data.referral_id)
    if isinstance(data, FollowUpOverdue):
        return _Step("follow_up", data.intervention_id)
    return None
