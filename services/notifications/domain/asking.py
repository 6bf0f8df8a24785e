"""When what was asked is settled: nobody is to be asked for what is answered already, or no longer wanted.

An ask stands from the notice that asks until an event of the same loop moves the turn on, a late follow-up until one of
its own intervention does, a conflict until it is none; silence settles nothing, as an overdue event asks again (R4). A
correction takes its events' effect away here too (R7); what does not follow from where the loop stands, such as
knowledge to be read, it leaves alone.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from services.notifications.domain.change import Change
from services.notifications.domain.correction import wrong_ids
from services.notifications.domain.rules import MOOT, Rules
from services.notifications.domain.told import Handled
from shared.contracts import FollowUpOverdue, ReferralConflict
from shared.contracts.involvement import Involvement, Loop

NOTHING: frozenset[str] = frozenset()
_ANSWER = frozenset({"answer", "see_to_answer"})
_START = frozenset({"start", "next_step", "see_to_start"})
_FOLLOW_UP = frozenset({"follow_up", "see_to_follow_up"})
_NEXT_STEP = frozenset({"next_step"})
_RECONSIDER = frozenset({"reconsider"})
_UNDER_WAY = ("accepted", "in-progress")
RESOLVE = frozenset({"resolve"})
"""What is asked because of a conflict."""
BY_POSITION = _ANSWER | _START | _FOLLOW_UP | _NEXT_STEP | _RECONSIDER | RESOLVE
"""Everything that is asked because of where a loop stands."""


class Settling(NamedTuple):
    """What an event does to the earlier asks of its loop, by action.

    Asks in `settled` stand no more. Those in `again` that one of the events `wrong` had settled stand again. Those in
    `of_its_own` stand no more where they are about the event's own intervention: another of the loop runs on. Where it
    `resolves`, those in `RESOLVE` stand no more of the conflicts that are `over`: others of the loop can be left.
    """

    settled: frozenset[str]
    again: frozenset[str] = NOTHING
    wrong: frozenset[UUID] = frozenset()
    of_its_own: frozenset[str] = NOTHING
    resolves: bool = False


def settling(change: Change, rules: Rules) -> Settling:
    """What is settled by this event, and what a correction brings back."""
    settles = rules.of(change.event.type).settles
    resolves = not settles.isdisjoint({MOOT} | RESOLVE) and _can_hold_several_conflicts(change.loop)
    by_itself = RESOLVE if resolves else NOTHING
    if MOOT not in settles:
        of_one = settles & _FOLLOW_UP if _runs_beside(change) else NOTHING
        return Settling(settles - of_one - by_itself, of_its_own=of_one, resolves=resolves)
    still = NOTHING if change.loop is None else asked_in(change.loop)
    wrong = wrong_ids(change.event.data, change.after)
    return Settling(BY_POSITION - still - by_itself, still, wrong, resolves=resolves)


def late_follow_ups(intervention_id: UUID, loop: Iterable[Handled]) -> frozenset[UUID]:
    """Those of the loop's events that ask for a follow-up of this intervention."""
    late = (handled.event for handled in loop if isinstance(handled.event.data, FollowUpOverdue))
    return frozenset(event.id for event in late if event.data.intervention_id == intervention_id)


def over(loop: Iterable[Handled], known: Involvement) -> frozenset[UUID]:
    """Those of the loop's events that tell of a conflict which is none any more."""
    conflicts = (handled.event for handled in loop if isinstance(handled.event.data, ReferralConflict))
    return frozenset(event.id for event in conflicts if not _stands(event.data, known))


def _stands(conflict: ReferralConflict, known: Involvement) -> bool:
    """Whether the event it is about still does not fit its referral (R2).

    A goal set for a decision that was an error does not, whatever becomes of the application: not until it is taken
    back itself. A place given on a closed referral does not while that is closed so.
    """
    loops, referral = known.loops, known.referral(conflict.referral_id)
    if referral is None:
        return True
    if conflict.event_id in loops.erred:
        return False
    begun = next((i for i in loops.interventions.values() if i.started == conflict.event_id), None)
    if begun is not None:
        return begun.running and referral.state not in _UNDER_WAY
    is_application = any(decision.application == conflict.referral_id for decision in loops.decisions.values())
    return is_application or referral.state == conflict.state


def _can_hold_several_conflicts(loop: Loop | None) -> bool:
    """Whether more can be at odds in it than one intervention with its referral."""
    if loop is None:
        return False
    return bool(loop.decisions) or len(loop.referrals) > 1 or len(loop.interventions) > 1


def _runs_beside(change: Change) -> bool:
    """Whether, beside the intervention the event is about, another of its loop runs."""
    id_ = getattr(change.event.data, "intervention_id", None)
    own = None if id_ is None else change.after.intervention(id_)
    if own is None or change.loop is None:
        return False
    return any(each.running and each.started != own.started for each in change.loop.interventions)


def asked_in(loop: Loop) -> frozenset[str]:
    """What can be asked in a loop as it stands: of its next owner or their managers (I5), of who runs an intervention,
    whatever became of its referral (R4), and of both sides of a conflict (R2)."""
    asked = _of_next_owner(loop)
    if any(intervention.running for intervention in loop.interventions):
        asked |= _FOLLOW_UP
    return asked | RESOLVE if _at_odds(loop) else asked


def _at_odds(loop: Loop) -> bool:
    """Whether an intervention runs on a referral that says that nothing does."""
    states = {id_: r.state for id_, r in zip(loop.referral_ids, loop.referrals, strict=True)}
    states_under_way = [states[i.referral] for i in loop.interventions if i.running and i.referral in states]
    return any(state not in _UNDER_WAY for state in states_under_way)


def _of_next_owner(loop: Loop) -> frozenset[str]:
    at_hand = loop.at_hand
    running = any(intervention.running for intervention in at_hand)
    state = None if loop.referral is None else loop.referral.state
    if state == "requested":
        return _ANSWER
    if state in ("accepted", "in-progress", None):
        if running:
            return _NEXT_STEP
        ended = any(i.ended is not None and not i.erred for i in at_hand)
        return _RECONSIDER if ended else _START
    if state in ("on-hold", "entered-in-error"):
        return NOTHING
    return _RECONSIDER
