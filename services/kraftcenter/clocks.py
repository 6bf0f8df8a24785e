"""Third door in: timers that ran out."""

from services.kraftcenter import handlers
from shared.timers import Clocks, Timer

clocks = Clocks()


@clocks.on_silence("follow_up")
async def _(timer: Timer, work: handlers.Work) -> None:
    """The follow-up that was agreed has not been held."""
    await handlers.follow_up_ran_out(timer, work)


@clocks.on("companionship")
async def _(timer: Timer, work: handlers.Work) -> None:
    """A companionship has lasted as long as it may."""
    await handlers.companionship_ran_out(timer, work)


@clocks.over_several("vacancy")
async def _(timer: Timer, work_of: handlers.WorkOf) -> None:
    """A place is free that nobody gave back."""
    await handlers.vacancy(timer, work_of)
