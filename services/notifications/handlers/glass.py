"""Somebody breaks the glass (V2)."""

from services.notifications.handlers.telling import tell_event
from services.notifications.ports import Work
from shared.contracts import GlassBrokenOnTimeline


async def glass_broken(department: str, work: Work) -> None:
    """The citizen and the department's managers are told of it; the reason stays with the read."""
    await tell_event(work.publish(GlassBrokenOnTimeline(department=department)), work)
