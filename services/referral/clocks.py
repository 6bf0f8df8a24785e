"""Third door in: timers that ran out. One referral has one of them at a time (R1)."""

from services.referral import handlers
from shared.timers import Clocks, Timer

clocks = Clocks()


@clocks.on_silence("answer")
async def _(timer: Timer, work: handlers.Work) -> None:
    """Nobody has answered the referral."""
    await handlers.clock_ran_out("answer", timer, work)


@clocks.on_silence("start")
async def _(timer: Timer, work: handlers.Work) -> None:
    """What was accepted has not started."""
    await handlers.clock_ran_out("start", timer, work)


@clocks.on_silence("level2")
async def _(timer: Timer, work: handlers.Work) -> None:
    """Who was told at level 1 has stayed silent."""
    await handlers.clock_ran_out("level2", timer, work)


@clocks.on_silence("level3")
async def _(timer: Timer, work: handlers.Work) -> None:
    """Their manager has not helped."""
    await handlers.clock_ran_out("level3", timer, work)


@clocks.on("hold")
async def _(timer: Timer, work: handlers.Work) -> None:
    """The day has come until which the referral was to rest."""
    await handlers.hold_ran_out(timer, work)
