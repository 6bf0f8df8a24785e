"""First door in: everything the other two services tell."""

from typing import Any

from services.notifications import handlers
from shared.contracts import Event
from shared.messaging import Hears

hears = Hears("referral.events", "kraftcenter.events")


@hears.every
async def _(event: Event[Any], work: handlers.Work) -> None:
    """Each event is told to who should know."""
    await handlers.tell_event(event, work)
