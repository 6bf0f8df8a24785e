"""Load: many lives at once, at a given rate, over all doors and instances, until it is told to finish."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from tests.faults.load.doors import note, send
from tests.faults.load.journal import Door, Journal, Report
from tests.faults.load.life import SAID_AT, Bundle, Life
from tests.faults.load.vendors import Vendors
from tests.integration.driver import an_event

DOORS: Sequence[Door] = ("http", "batch", "kafka")
SHARES = (5, 2, 3)
AT_ONCE = 64
"""So many bundles are on their way at a time at the most: who is not answered does not go on and on."""

MANY = 10
"""So many goals are reported of the crowd at a time."""

DESIGNATES = ((), (), ("inbox",), ("inbox", "mail"), ("mail",))


class Load:
    """`rate` reports a second about so many citizens. Of them the share `hot` is about `crowd` others alone, in turn.

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
        crowd: int = 1,
        twice: bool = False,
    ) -> None:
        self.rate = rate
        self.journal = journal
        self.crowd: list[Life] = []
        self._hot = hot
        self._crowd = crowd if hot else 0
        self._vendors = vendors
        self._citizens = citizens
        self._twice = twice
        self._random = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        self._ready: asyncio.Queue[tuple[Life, Iterator[Bundle]]] = asyncio.Queue()
        self._flying: set[asyncio.Task[None]] = set()
        self._pacing: asyncio.Task[None] | None = None
        self._failed: BaseException | None = None
        self._made = self._of_crowd = 0

    async def start(self) -> None:
        """Returns when the lives are under way: each has been answered to what it begins with."""
        citizens = await self._vendors.citizens(self._citizens + self._crowd)
        lives = [self._life(citizen, DESIGNATES[n % len(DESIGNATES)]) for n, citizen in enumerate(citizens)]
        room = asyncio.Semaphore(8)

        async def begin(life: Life) -> None:
            async with room:
                await self._begin(life)

        await asyncio.gather(*(begin(life) for life in lives))
        for life in lives[: self._citizens]:
            self._ready.put_nowait((life, life.going_on()))
        self.crowd = lives[self._citizens :]
        self._pacing = asyncio.create_task(self._pace())

    async def another(self, *channels: str) -> Life:
        """One more life, not yet begun, with a relative told over these channels where there are any."""
        (citizen,) = await self._vendors.citizens(1)
        return self._life(citizen, channels)

    async def join(self, life: Life) -> None:
        """Begins it, and has it go on like the others."""
        await self._begin(life)
        self._ready.put_nowait((life, life.going_on()))

    async def finish(self, seconds: float = 120) -> None:
        """No more is begun, and what is on its way is answered. Raises `TimeoutError` where it is not, in that time."""
        await self._end_pacing()
        try:
            async with asyncio.timeout(seconds):
                while self._flying:
                    await asyncio.wait(self._flying)
                await self._final_answers()
        except TimeoutError:
            raise TimeoutError(f"after {seconds:.0f} s {self._unanswered()}") from None
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
            self._made += len(bundle.steps)
            task = asyncio.create_task(self._go(life, going_on, bundle))
            self._flying.add(task)
            task.add_done_callback(self._landed)
            # What could not be sent in time is not made up for in a rush.
            due = max(due + len(bundle.steps) / self.rate, time.monotonic() - 1)
            await asyncio.sleep(max(due - time.monotonic(), 0))
            while len(self._flying) >= AT_ONCE:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)

    async def _next(self) -> tuple[Life, Iterator[Bundle]]:
        # Counted in reports, not in bundles.
        if self.crowd and self._of_crowd <= self._hot * self._made:
            life = self.crowd[self._of_crowd // MANY % len(self.crowd)]
            self._of_crowd += MANY
            return life, iter([life.goals(MANY)])
        return await self._ready.get()

    async def _go(self, life: Life, going_on: Iterator[Bundle], bundle: Bundle) -> None:
        await self._report(life, bundle)
        if life not in self.crowd:
            self._ready.put_nowait((life, going_on))

    async def _begin(self, life: Life) -> None:
        for bundle in life.beginning():
            await self._report(life, bundle)

    async def _report(self, life: Life, bundle: Bundle) -> None:
        reports = []
        for step in bundle.steps:
            id_ = str(UUID(int=self._random.getrandbits(128), version=4))
            event = an_event(bundle.app, step.fact, life.citizen, step.data, id=id_, time=SAID_AT)
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

    def _life(self, citizen: str, channels: tuple[str, ...]) -> Life:
        life = Life(citizen, self._random.getrandbits(32), channels)
        self.journal.lives[citizen] = life
        return life

    async def _final_answers(self) -> None:
        for app in self._vendors.kafka.values():
            places = [at for r in self.journal.reports.values() if r.app == app.name for at in r.places]
            await app.answered(places, seconds=3600)

    def _unanswered(self) -> str:
        reports = self.journal.reports.values()
        silent = Counter(f"{r.fact} to {r.service}" for r in reports if not r.answers)
        waiting = Counter(f"{r.fact} over Kafka" for r in reports if r.places and r.status == "waiting")
        return f"no answer to {dict(silent)}, no final one to {dict(waiting)}, {len(self._flying)} on their way"

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
