"""One look for all open streams: who it wakes, and when it does not know enough to let anybody sleep."""

import asyncio
from typing import Any, cast

from services.notifications.storage.arrivals import Arrivals, Watch
from shared.messaging.wake import Wake
from shared.postgres import Pool

ANNES, MINE = "department:kraftcenter", "department:svr"
_SOON = 2.0


class Answers:
    """A pool whose look finds `new`, once it is let; `asked` says about whom it was."""

    def __init__(self) -> None:
        self.let, self.asking = asyncio.Event(), asyncio.Event()
        self.new: list[str] = []
        self.asked: list[list[str]] = []

    async def fetchval(self, _: str) -> str:
        return "1:1:"

    async def fetch(self, _: str, recipients: list[str], __: str) -> list[dict[str, Any]]:
        self.asked.append(recipients)
        self.asking.set()
        await self.let.wait()
        self.let.clear()
        return [{"snapshot": "2:2:", "recipients": self.new}]


def _arrivals(answers: Answers) -> Arrivals:
    pool = cast("Pool", answers)
    wake = Wake(pool)
    return Arrivals(pool, lambda: wake)


async def _woken(watch: Watch, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await watch.wait(lambda: False)
    except TimeoutError:
        return False
    return True


async def test_whom_nothing_came_for_sleeps_on() -> None:
    """Speed: a notice to one department wakes the pages of that one."""
    answers = Answers()
    arrivals = _arrivals(answers)
    with arrivals.watching() as annes, arrivals.watching() as mine:
        annes.recipients, mine.recipients = frozenset({ANNES}), frozenset({MINE})
        # The first look has nothing to go on from: everybody reads once more.
        assert await _woken(annes, _SOON)
        assert await _woken(mine, _SOON)
        answers.new = [ANNES]
        answers.let.set()
        assert await _woken(annes, _SOON)
        assert not await _woken(mine, 0.2)
        assert answers.asked[0] == [ANNES, MINE]


async def test_who_comes_while_it_is_asked_is_woken() -> None:
    """Nothing lost: a look that was asked before somebody's notices were named says nothing of them, so they read."""
    answers = Answers()
    arrivals = _arrivals(answers)
    with arrivals.watching() as annes:
        annes.recipients = frozenset({ANNES})
        async with asyncio.timeout(_SOON):
            await answers.asking.wait()
        with arrivals.watching() as mine:
            mine.recipients = frozenset({MINE})
            answers.let.set()
            assert await _woken(mine, _SOON)
