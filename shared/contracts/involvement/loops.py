"""The fold over referrals, decisions and interventions of one citizen.

Events of different topics come in any order between them. What is heard twice, or was corrected before it was heard,
changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Any, TypeVar
from uuid import UUID

from shared.contracts.codes import AUTHORITY, ReferralState
from shared.contracts.event import Event
from shared.contracts.fact import Fact
from shared.contracts.immutable import immutable
from shared.contracts.involvement.records import (
    Decision,
    Intervention,
    Loop,
    Move,
    Referral,
    before_hold,
    micros,
    without,
)
from shared.contracts.kraftcenter import (
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
)
from shared.contracts.referral import (
    EligibilityDecided,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
)

K = TypeVar("K")
V = TypeVar("V")


def _with(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    return {**mapping, key: value}


@immutable(frozen=True, slots=True)
class Loops:
    """Immutable. `erred` holds the ids of events entered in error, so that one arriving late is passed over.

    Of such a start the intervention is known all the same, as an error: what names it would else wait for ever.
    """

    referrals: Mapping[UUID, Referral] = field(default_factory=dict)
    interventions: Mapping[UUID, Intervention] = field(default_factory=dict)
    decisions: Mapping[UUID, Decision] = field(default_factory=dict)
    erred: frozenset[UUID] = frozenset()

    def apply(self, event: Event[Any]) -> "Loops":
        """The state after the event; `self`, the same object, where it changes nothing."""
        step = _STEPS.get(type(event.data))
        if step is None or (event.id in self.erred and step is not _started):
            return self
        return step(self, event)

    def lacks(self, data: Fact) -> bool:
        """Whether the data names a referral, intervention or decision not heard of, or starts on an unanswered one."""
        return _LACKS.get(type(data), _lacks_what_it_names)(self, data)

    def loop(self, id_: UUID) -> Loop | None:
        referrals = {r_id: r for r_id, r in self.referrals.items() if r.loop == id_}
        interventions = tuple([i for i in self.interventions.values() if i.loop == id_])
        decisions = tuple([d for d in self.decisions.values() if d.loop == id_])
        if referrals or interventions or decisions:
            return Loop(id_, tuple(referrals.values()), interventions, decisions, tuple(referrals))
        return None

    def of_party(self, department: str | None) -> frozenset[UUID]:
        """Every loop in which the department is or was sender, receiver, provider or deciding authority."""
        return (
            frozenset(r.loop for r in self.referrals.values() if department in r.parties)
            | frozenset(i.loop for i in self.interventions.values() if department == i.provider)
            | frozenset(d.loop for d in self.decisions.values() if department == AUTHORITY)
        )

    def involved(self) -> frozenset[str]:
        """I1: sender and receiver of open referrals, who runs interventions, and the authority behind a grant."""
        involved = {i.provider for i in self.interventions.values() if i.running}
        for referral in self.referrals.values():
            if referral.open:
                involved |= referral.parties
        if self.decisions and AUTHORITY not in involved:
            granted = {d.loop for d in self.decisions.values() if d.stands}
            if any(loop.open for id_ in granted if (loop := self.loop(id_))):
                involved.add(AUTHORITY)
        return frozenset(involved)


def _lacks_what_it_names(loops: Loops, data: Any) -> bool:
    referral_id = getattr(data, "referral_id", None)
    if referral_id is not None:
        # A referral in progress names its intervention, which may be heard later: it changes nothing about waiting.
        return referral_id not in loops.referrals
    intervention_id = getattr(data, "intervention_id", None)
    return intervention_id is not None and intervention_id not in loops.interventions


def _lacks_an_answer(loops: Loops, data: InterventionStarted) -> bool:
    if data.referral_id is None:
        return False
    referral = loops.referrals.get(data.referral_id)
    # Not its state: one that is asked for anew, as its acceptance was an error, may never be answered again.
    return referral is None or not (referral.answered or referral.erred_at)


def _lacks_its_decision(loops: Loops, data: ReferralCreated) -> bool:
    return data.decision_id is not None and data.decision_id not in loops.decisions


def _lacks_what_it_rests_on(loops: Loops, data: GoalSet) -> bool:
    if data.decision_id is not None:
        return data.decision_id not in loops.decisions
    return data.intervention_id is not None and data.intervention_id not in loops.interventions


_LACKS: dict[type[Fact], Callable[[Loops, Any], bool]] = {
    InterventionStarted: _lacks_an_answer,
    ReferralCreated: _lacks_its_decision,
    GoalSet: _lacks_what_it_rests_on,
}


def _created(loops: Loops, event: Event[ReferralCreated]) -> Loops:
    data = event.data
    if data.referral_id in loops.referrals:
        return loops
    referral = Referral(
        loop=event.correlationid,
        sender=data.from_department,
        receiver=data.to_department,
        offer=data.offer,
        origin=data.origin,
        decision=data.decision_id,
        moves=(Move(event.id, "requested", micros(event.registeredtime)),),
    )
    return replace(loops, referrals=_with(loops.referrals, data.referral_id, referral))


def _moves_to(state: ReferralState | None) -> Callable[[Loops, Event[Any]], Loops]:
    """A step that appends a move; None for the state the referral was put on hold from."""

    def step(loops: Loops, event: Event[Any]) -> Loops:
        referral = loops.referrals.get(event.data.referral_id)
        if referral is None or any(move.event_id == event.id for move in referral.moves):
            return loops
        move = Move(event.id, state or before_hold(referral.moves), micros(event.registeredtime))
        moved = replace(referral, moves=(*referral.moves, move))
        return replace(loops, referrals=_with(loops.referrals, event.data.referral_id, moved))

    return step


def _referral_in_error(loops: Loops, event: Event[ReferralEnteredInError]) -> Loops:
    at, wrong = micros(event.registeredtime), event.data.event_id
    if wrong in loops.erred:
        return loops
    referral = loops.referrals.get(event.data.referral_id)
    if wrong is not None:
        loops = replace(loops, erred=loops.erred | {wrong})
    if referral is None or referral.erred_at is not None:
        return loops
    if wrong is None or wrong == referral.moves[0].event_id:
        erred = replace(referral, erred_at=at)
        decisions = {
            id_: replace(d, erred=True) if d.application == event.data.referral_id else d
            for id_, d in loops.decisions.items()
        }
        return replace(loops, referrals=_with(loops.referrals, event.data.referral_id, erred), decisions=decisions)
    mended = replace(referral, moves=without(referral.moves, loops.erred))
    decisions = {id_: replace(d, erred=True) if d.event == wrong else d for id_, d in loops.decisions.items()}
    return replace(loops, referrals=_with(loops.referrals, event.data.referral_id, mended), decisions=decisions)


def _decided(loops: Loops, event: Event[EligibilityDecided]) -> Loops:
    data = event.data
    if data.decision_id in loops.decisions:
        return loops
    decision = Decision(
        loop=event.correlationid,
        application=data.referral_id,
        offer=data.offer,
        granted=data.granted,
        event=event.id,
        at=micros(event.registeredtime),
    )
    return replace(loops, decisions=_with(loops.decisions, data.decision_id, decision))


def _started(loops: Loops, event: Event[InterventionStarted]) -> Loops:
    data = event.data
    if data.intervention_id in loops.interventions:
        return loops
    referral = loops.referrals.get(data.referral_id) if data.referral_id is not None else None
    intervention = Intervention(
        loop=event.correlationid if referral is None else referral.loop,
        provider=data.department,
        referral=data.referral_id,
        started=event.id,
        last_at=micros(event.registeredtime),
        erred=event.id in loops.erred,
    )
    return replace(loops, interventions=_with(loops.interventions, data.intervention_id, intervention))


def _ended(loops: Loops, event: Event[InterventionEnded]) -> Loops:
    id_ = event.data.intervention_id
    intervention = loops.interventions.get(id_)
    if intervention is None or intervention.ended is not None:
        return loops
    ended = replace(intervention, ended=event.id, last_at=micros(event.registeredtime))
    return replace(loops, interventions=_with(loops.interventions, id_, ended))


def _intervention_in_error(loops: Loops, event: Event[InterventionEnteredInError]) -> Loops:
    wrong, at = event.data.event_id, micros(event.registeredtime)
    if wrong in loops.erred:
        return loops
    loops = replace(loops, erred=loops.erred | {wrong})
    for id_, intervention in loops.interventions.items():
        if wrong == intervention.started:
            mended = replace(intervention, erred=True, last_at=at)
        elif wrong == intervention.ended:
            mended = replace(intervention, ended=None, last_at=at)
        else:
            continue
        return replace(loops, interventions=_with(loops.interventions, id_, mended))
    return loops


_STEPS: dict[type[Fact], Callable[[Loops, Event[Any]], Loops]] = {
    ReferralCreated: _created,
    ReferralAccepted: _moves_to("accepted"),
    ReferralRejected: _moves_to("rejected"),
    ReferralPutOnHold: _moves_to("on-hold"),
    ReferralResumed: _moves_to(None),
    ReferralInProgress: _moves_to("in-progress"),
    ReferralCompleted: _moves_to("completed"),
    ReferralFailed: _moves_to("failed"),
    ReferralCancelled: _moves_to("cancelled"),
    ReferralEnteredInError: _referral_in_error,
    EligibilityDecided: _decided,
    InterventionStarted: _started,
    InterventionEnded: _ended,
    InterventionEnteredInError: _intervention_in_error,
}
HAPPENED: frozenset[type[Fact]] = frozenset(_STEPS)
"""The types that change anything here."""
