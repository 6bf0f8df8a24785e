"""First door in: events of the other services."""

from services.referral import handlers
from shared.contracts import Event, InterventionStarted
from shared.messaging.hears import Hears

hears = Hears("kraftcenter.events", "notifications.events")


@hears.on(InterventionStarted)
async def _(event: Event[InterventionStarted], work: handlers.Work) -> None:
    """What was asked for has started: the referral is in progress."""
    await handlers.intervention_started(event, work)
