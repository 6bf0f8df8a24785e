"""Third door in: timers that ran out."""

from services.referral import handlers
from shared.timers import Clocks, Timer

clocks = Clocks()


@clocks.on("answer")
async def _(timer: Timer, work: handlers.Work) -> None:
    """Nobody has answered the referral."""
    await handlers.clock_ran_out("answer", timer, work)


@clocks.on("start")
async def _(timer: Timer, work: handlers.Work) -> None:
    """What was accepted has not started."""
    await handlers.clock_ran_out("start", timer, work)
