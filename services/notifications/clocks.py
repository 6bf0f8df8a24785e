"""Third door in, time: what teams leave unread (N4), and what was put off comes back."""

from services.notifications import handlers
from services.notifications.domain.unread import AFTER_OUTAGE
from shared.timers import Clocks, Timer

clocks = Clocks()


@clocks.on_silence("unread")
async def _(timer: Timer, work: handlers.Work) -> None:
    """A notice that asks something should have been read by now."""
    await handlers.left_unread(timer.ref, work, timer.due)


@clocks.on_silence("unread" + AFTER_OUTAGE)
async def _(timer: Timer, work: handlers.Work) -> None:
    """So should one whose time came while the service was away."""
    await handlers.left_unread(timer.ref, work)


@clocks.on_silence("stand_in")
async def _(timer: Timer, work: handlers.Work) -> None:
    """So should the stand-in have."""
    await handlers.left_by_stand_in(timer.ref, work, timer.due)


@clocks.on_silence("stand_in" + AFTER_OUTAGE)
async def _(timer: Timer, work: handlers.Work) -> None:
    """Likewise."""
    await handlers.left_by_stand_in(timer.ref, work)


@clocks.on("snooze")
async def _(timer: Timer, work: handlers.Work) -> None:
    """A notice was put off until now."""
    await handlers.snooze_ran_out(timer, work)
