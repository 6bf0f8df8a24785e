"""Taking back what should never have been reported (R7): what may be taken back, by whom, and what goes with it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.referral.domain.journal import Entry, reported_by
from services.referral.domain.referral import Referral
from shared.contracts import GoalSet, Refused, Reporter
from shared.contracts.involvement import Involvement

_EVENT = "/data/event_id"


def taken_back(referral: Referral, wrong: UUID | None, by: Reporter) -> tuple[UUID, ...] | None:
    """The events that a correction of `wrong` takes out, that one first; None for the referral with all its events.

    Raises `Refused`: 403 where somebody else reported it, 422 where something that stands rests on it, or where it
    was taken back before (then with the legal moves). What is used of it must be known (`with_its_use`).
    """
    if wrong is None or wrong == referral.history[0].event_id:
        if referral.reporter != reported_by(by):
            raise _not_theirs("/data/referral_id" if wrong is None else _EVENT)
        if wrong is not None and _later(referral, referral.history[0]):
            raise _rests_on_it()
        if referral.state == "entered-in-error":
            raise referral.illegal("Henvisningen er allerede meldt som en fejl.", by)
        if referral.used:
            raise _rests_on_it()
        return None
    entry = next((entry for entry in referral.history if entry.event_id == wrong), None)
    if entry is None:
        raise Refused("unknown-reference", "Hændelsen kendes ikke på henvisningen.", pointer=_EVENT)
    if entry.by is None or entry.by != reported_by(by):
        raise _not_theirs(_EVENT)
    if entry.erred or referral.state == "entered-in-error":
        raise referral.illegal("Hændelsen er allerede meldt som en fejl.", by, _EVENT)
    if _later(referral, entry) or wrong in referral.used:
        raise _rests_on_it()
    return (wrong, *resting_on(referral, wrong))


def with_its_use(referral: Referral, citizen: Involvement) -> Referral:
    """The referral, knowing which of its decisions others rest on: a goal, a referral made on one, or work begun."""
    loops = citizen.loops
    decisions = {id_: d.event for id_, d in loops.decisions.items() if d.application == referral.id}
    used = {
        r.decision
        for id_, r in loops.referrals.items()
        if r.erred_at is None or any(i.referral == id_ and not i.erred for i in loops.interventions.values())
    }
    if any(entry.type == GoalSet.type and not entry.erred for entry in referral.history):
        used |= decisions.keys()
    return replace(referral, used=frozenset(event for id_, event in decisions.items() if id_ in used))


def resting_on(referral: Referral, event_id: UUID) -> tuple[UUID, ...]:
    """The referral's own events that follow from that one by themselves."""
    return tuple(e.event_id for e in referral.history if e.event_id and e.rests_on == event_id and not e.erred)


def without(referral: Referral, event_ids: tuple[UUID, ...]) -> Referral:
    """As it would be, had those events never been."""
    return referral.refolded(
        tuple(replace(entry, erred=True) if entry.event_id in event_ids else entry for entry in referral.history)
    )


def never_begun(referral: Referral, start_due: datetime) -> Referral:
    """As if what is in progress by no event that is known had been accepted all along, and the start owed then."""
    return referral.refolded(
        tuple(
            replace(entry, state="accepted", due=start_due)
            if entry.event_id is None and entry.state == "in-progress"
            else entry
            for entry in referral.history
        )
    )


def _later(referral: Referral, entry: Entry) -> bool:
    return not referral.last_of(entry)


def _not_theirs(pointer: str) -> Refused:
    detail = "Kun den, der indberettede det, kan melde det som en fejl."
    return Refused("not-allowed", detail, pointer=pointer, status=403)


def _rests_on_it() -> Refused:
    return Refused("rests-on", "Noget senere bygger på hændelsen. Det må meldes som en fejl først.", pointer=_EVENT)
