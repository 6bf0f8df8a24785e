"""First door in: events of the other services."""

from services.referral import handlers
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
from shared.messaging.hears import Hears

hears = Hears("kraftcenter.events", "notifications.events")


@hears.on(InterventionStarted)
async def _(event: Event[InterventionStarted], work: handlers.Work) -> None:
    """What was asked for has started: the referral is in progress."""
    await handlers.intervention_started(event, work)


@hears.on(FollowUpHeld)
async def _(event: Event[FollowUpHeld], work: handlers.Work) -> None:
    """It goes on: the next follow-up is due."""
    await handlers.follow_up_held(event, work)


@hears.on(GoalSet)
async def _(event: Event[GoalSet], work: handlers.Work) -> None:
    """Where it was set for a decision, that is used."""
    await handlers.goal_set(event, work)


@hears.on(InterventionEnded)
async def _(event: Event[InterventionEnded], work: handlers.Work) -> None:
    """What was asked for is over: the referral is completed."""
    await handlers.intervention_ended(event, work)


@hears.on(InterventionEnteredInError)
async def _(event: Event[InterventionEnteredInError], work: handlers.Work) -> None:
    """It never was: the referral is what it was before."""
    await handlers.intervention_in_error(event, work)


@hears.on(PlaceGiven)
async def _(event: Event[PlaceGiven], work: handlers.Work) -> None:
    """The sign-up gave a place: the referral is completed."""
    await handlers.place_given(event, work)


@hears.on(PlaceWaitlisted)
async def _(event: Event[PlaceWaitlisted], work: handlers.Work) -> None:
    """The sign-up gave a spot on the waiting list: the referral is completed."""
    await handlers.place_given(event, work)


@hears.on(CompanionshipStarted)
async def _(event: Event[CompanionshipStarted], work: handlers.Work) -> None:
    """There is the companionship that was asked for: the referral is completed."""
    await handlers.companionship_started(event, work)


@hears.on(CompanionshipEnded)
async def _(event: Event[CompanionshipEnded], work: handlers.Work) -> None:
    """It is over: it could complete no referral any more."""
    await handlers.companionship_ended(event, work)


@hears.on(PlaceReleased)
async def _(event: Event[PlaceReleased], work: handlers.Work) -> None:
    """Signed off: there is no place any more that could complete a referral."""
    await handlers.place_released(event, work)
