"""Load: many lives at once, at a given rate, over all doors and instances, until it is told to finish."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from tests.faults.load.doors import note, send
from tests.faults.load.journal import Door, Journal, Report
from tests.faults.load.life import Bundle, Life
from tests.faults.load.vendors import Vendors
from tests.integration.driver import an_event

DOORS: Sequence[Door] = ("http", "batch", "kafka")
SHARES = (5, 2, 3)
AT_ONCE = 64
"""So many bundles are on their way at a time at the most: who is not answered does not go on and on."""

DESIGNATES = ((), (), ("inbox",), ("inbox", "mail"), ("mail",))


class Load:
    """`rate` reports a second about so many citizens; `hot` is the share of them that is about one citizen alone.

    `twice`: every report is made a second time when it has been answered, over any door and at any instance.
    """

    def __init__(
        self,
        vendors: Vendors,
        journal: Journal,
        *,
        seed: int,
        rate: float,
        citizens: int,
        hot: float = 0.0,
        twice: bool = False,
    ) -> None:
        self.rate = rate
        self.journal = journal
        self.hot: Life | None = None
        self._hot_share = hot
        self._vendors = vendors
        self._citizens = citizens
        self._twice = twice
        self._random = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        self._ready: asyncio.Queue[tuple[Life, Iterator[Bundle]]] = asyncio.Queue()
        self._flying: set[asyncio.Task[None]] = set()
        self._pacing: asyncio.Task[None] | None = None
        self._failed: BaseException | None = None

    async def start(self) -> None:
        """Returns when the lives are under way: each has been answered to what it begins with."""
        lives = [self._life(citizen, n) for n, citizen in enumerate(await self._vendors.citizens(self._citizens))]
        if self._hot_share:
            self.hot = self._life((await self._vendors.citizens(1))[0], 0)
            lives.append(self.hot)
        room = asyncio.Semaphore(8)

        async def begin(life: Life) -> None:
            async with room:
                for bundle in life.beginning():
                    await self._report(life, bundle)

        await asyncio.gather(*(begin(life) for life in lives))
        for life in lives:
            if life is not self.hot:
                self._ready.put_nowait((life, life.going_on()))
        self._pacing = asyncio.create_task(self._pace())

    async def finish(self, seconds: float = 120) -> None:
        """No more is begun, and what is on its way is answered. Raises `TimeoutError` where it is not, in that time."""
        await self._end_pacing()
        try:
            async with asyncio.timeout(seconds):
                while self._flying:
                    await asyncio.wait(self._flying)
                await self._final_answers()
        finally:
            await self.abort()
        if self._failed is not None:
            raise self._failed

    async def abort(self) -> None:
        """Lets go of everything at once."""
        await self._end_pacing()
        for task in self._flying:
            task.cancel()
        await asyncio.gather(*self._flying, return_exceptions=True)
        for report in self.journal.reports.values():
            note(self._vendors, report)

    async def _pace(self) -> None:
        due = time.monotonic()
        while True:
            life, going_on = await self._next()
            bundle = next(going_on)
            task = asyncio.create_task(self._go(life, going_on, bundle))
            self._flying.add(task)
            task.add_done_callback(self._landed)
            # What could not be sent in time is not made up for in a rush.
            due = max(due + len(bundle.steps) / self.rate, time.monotonic() - 1)
            await asyncio.sleep(max(due - time.monotonic(), 0))
            while len(self._flying) >= AT_ONCE:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)

    async def _next(self) -> tuple[Life, Iterator[Bundle]]:
        if self.hot is not None and self._random.random() < self._hot_share:
            return self.hot, iter([self.hot.one_goal()])
        return await self._ready.get()

    async def _go(self, life: Life, going_on: Iterator[Bundle], bundle: Bundle) -> None:
        await self._report(life, bundle)
        if life is not self.hot:
            self._ready.put_nowait((life, going_on))

    async def _report(self, life: Life, bundle: Bundle) -> None:
        reports = []
        for step in bundle.steps:
            id_ = str(UUID(int=self._random.getrandbits(128), version=4))
            event = an_event(bundle.app, step.fact, life.citizen, step.data, id=id_)
            report = Report(id_, step.fact, life.citizen, bundle.app, bundle.service, event)
            reports.append(self.journal.add(report))
        await send(self._vendors, reports, self._door(bundle), self._random)
        if self._twice:
            await send(self._vendors, reports, self._door(bundle), self._random)

    def _door(self, bundle: Bundle) -> Door:
        # Words about a person are refused on Kafka.
        if any("private" in step.data for step in bundle.steps):
            return "http"
        return self._random.choices(DOORS, SHARES)[0]

    def _life(self, citizen: str, number: int) -> Life:
        channels = DESIGNATES[number % len(DESIGNATES)]
        life = Life(citizen, self._random.getrandbits(32), channels)
        self.journal.lives[citizen] = life
        return life

    async def _final_answers(self) -> None:
        for app in self._vendors.kafka.values():
            places = [at for r in self.journal.reports.values() if r.app == app.name for at in r.places]
            await app.answered(places, seconds=3600)

    async def _end_pacing(self) -> None:
        if self._pacing is not None:
            self._pacing.cancel()
            done, _ = await asyncio.wait([self._pacing])
            for task in done:
                if not task.cancelled() and (error := task.exception()) is not None:
                    self._failed = error
            self._pacing = None

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed = error
