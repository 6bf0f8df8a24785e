"""Third door in: timers that ran out."""

from services.kraftcenter import handlers
from shared.timers import Clocks, Timer

clocks = Clocks()


@clocks.on("follow_up")
async def _(timer: Timer, work: handlers.Work) -> None:
    """The follow-up that was agreed has not been held."""
    await handlers.follow_up_ran_out(timer, work)
