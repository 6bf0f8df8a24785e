"""What kraftcenter tells of the interventions, places and companionships that answer a referral."""

from dataclasses import replace
from uuid import UUID

from services.referral.domain import Begun, Place, PlaceOver, Referral, asked_about, collides, too_late
from services.referral.handlers.corrections import back_to_accepted, take_back
from services.referral.handlers.keeping import keep
from services.referral.ports import Work
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    Event,
    FollowUpHeld,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
)
from shared.contracts.codes import OFFERS


async def intervention_started(event: Event[InterventionStarted], work: Work) -> None:
    """What was asked for has started; where it rests or was closed meanwhile, both sides are asked to sort it out."""
    referral = None if event.data.referral_id is None else work.referrals.get(event.data.referral_id)
    if referral is None or _was_an_error(event.id, work):
        return
    under_way = referral.state == "in-progress"
    if under_way and referral.begun is not None:
        return
    conflict = None if under_way else collides(referral, event.id)
    if conflict is not None:
        work.publish(conflict, correlationid=referral.loop)
    keep(referral, replace(referral, begun=referral.begun or Begun.by(event)), work)


async def follow_up_held(event: Event[FollowUpHeld], work: Work) -> None:
    """The next follow-up is agreed: that is what is due now."""
    referral, begun = _resting_on(event.data.intervention_id, work)
    if referral is not None and begun is not None and not _was_an_error(event.id, work):
        keep(referral, replace(referral, begun=begun.followed_up(event)), work)


async def intervention_ended(event: Event[InterventionEnded], work: Work) -> None:
    """What was asked for is over, and so is the referral, where it is still open."""
    referral, begun = _resting_on(event.data.intervention_id, work)
    if referral is None or begun is None or begun.ended is not None or _was_an_error(event.id, work):
        return
    keep(referral, replace(referral, begun=begun.over(event)), work)


async def goal_set(event: Event[GoalSet], work: Work) -> None:
    """R7: a goal set for a decision rests on it, which can no longer be taken back; where it was taken back meanwhile,
    both sides are asked to sort it out."""
    decision = None if event.data.decision_id is None else work.involvement.decision(event.data.decision_id)
    application = None if decision is None else work.referrals.get(decision.application)
    if decision is None or application is None or _was_an_error(event.id, work):
        return
    if decision.erred:
        work.publish(asked_about(application, event.id), correlationid=application.loop)
        return
    keep(application, application.after(event, None), work)


async def intervention_in_error(event: Event[InterventionEnteredInError], work: Work) -> None:
    """R7: what came of a start or an end that never was is taken back, too."""
    wrong = event.data.event_id
    for referral in work.referrals:
        taken, begun = take_back(referral, wrong, work), referral.begun
        taken = _with_its_place(taken, wrong)
        if begun is not None:
            started = work.involvement.intervention(begun.intervention_id)
            gone = begun.started is None and started is not None and started.started == wrong
            taken = replace(taken, begun=None if gone else begun.without(wrong))
            if taken.begun is None:
                taken = back_to_accepted(taken, work)
        keep(referral, taken, work)


async def place_given(event: Event[PlaceGiven] | Event[PlaceWaitlisted], work: Work) -> None:
    """C3: a place, or a spot on the waiting list, is what was asked for; of a referral unanswered, once it is accepted.

    Of one that was closed meanwhile both sides are asked; should the closing have been an error, the place counts.
    """
    referral = None if event.data.referral_id is None else work.referrals.get(event.data.referral_id)
    if referral is None or referral.place is not None:
        return
    conflict = too_late(referral, event.id)
    if conflict is not None:
        work.publish(conflict, correlationid=referral.loop)
    keep(referral, replace(referral, place=Place(event.data.place_id, event.id)), work)


async def place_released(event: Event[PlaceReleased], work: Work) -> None:
    """C3: signed off, the citizen has no place that could answer a referral; what it has answered stays answered."""
    _given_back(event.data.place_id, event.id, work)


async def companionship_started(event: Event[CompanionshipStarted], work: Work) -> None:
    """C6: what was asked for, of each referral to it: the event names none, as it is reported of a participant."""
    if _was_an_error(event.id, work):
        return
    for referral in work.referrals:
        if OFFERS[referral.offer].within_course and referral.place is None:
            keep(referral, replace(referral, place=Place(event.data.companionship_id, event.id)), work)


async def companionship_ended(event: Event[CompanionshipEnded], work: Work) -> None:
    """C6: as of a place that is given back."""
    if not _was_an_error(event.id, work):
        _given_back(event.data.companionship_id, event.id, work)


def _given_back(place_id: UUID, ended: UUID, work: Work) -> None:
    for referral in work.referrals:
        if referral.place is not None and referral.place.place_id == place_id:
            keep(referral, replace(referral, place=None, place_over=PlaceOver(referral.place, ended)), work)


def _with_its_place(referral: Referral, wrong: UUID) -> Referral:
    """As if that event had never been: what it began is none of its, what it ended answers it again."""
    place, over = referral.place, referral.place_over
    if place is not None and place.event_id == wrong:
        place = None
    if over is not None and over.ended == wrong:
        place = place or over.place
    return replace(referral, place=place, place_over=None if over is None else over.without(wrong))


def _resting_on(intervention_id: UUID, work: Work) -> tuple[Referral | None, Begun | None]:
    for referral in work.referrals:
        if referral.begun is not None and referral.begun.intervention_id == intervention_id:
            return referral, referral.begun
    return None, None


def _was_an_error(event_id: UUID, work: Work) -> bool:
    """One that waited can be heard after its correction."""
    return event_id in work.involvement.loops.erred
