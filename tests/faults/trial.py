"""One row's trial: a rig, apps at work on it, faults that strike and are lifted, and the oracle's judgement."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from tests.faults.load import Journal, Load, Vendors
from tests.faults.oracle import History, Marks, Verdict, at_rest, gather, judge_history, marks
from tests.faults.rig import Rig

QUICK_RATE, FULL_RATE = 5.0, 80.0
QUICK_CITIZENS, FULL_CITIZENS = 6, 40
LOOK_EVERY_S = 0.25
_PUBLISHED = """
SELECT e.event_id FROM receipt_events e JOIN receipts r USING (receipt_id)
WHERE r.event_id = ANY($1) AND r.status = 'accepted'
"""
_UNTOLD = (
    "SELECT count(*) FROM unnest($1::uuid[]) AS e(id) WHERE NOT EXISTS (SELECT FROM notices WHERE event_id = e.id)"
)


class Trial:
    """What a row is given. `history` and `verdict` are the oracle's latest; `claims` are the row's own that failed."""

    def __init__(self, rig: Rig, vendors: Vendors, since: Marks, *, quick: bool, seed: str) -> None:
        self.rig = rig
        self.vendors = vendors
        self.quick = quick
        self.random = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
        self.journal = Journal()
        self.history = History(self.journal)
        self.verdict = Verdict()
        self.claims: list[str] = []
        self.figures: dict[str, Any] = {}
        self.recovered_s: float | None = None
        self._since = since
        self._recovering: list[asyncio.Task[None]] = []

    @classmethod
    async def begin(cls, rig: Rig, vendors: Vendors, *, quick: bool, seed: str) -> "Trial":
        """To be called while the rig is at rest: from here on it is looked at."""
        return cls(rig, vendors, await marks(rig, vendors), quick=quick, seed=seed)

    @asynccontextmanager
    async def load(
        self,
        *,
        rate: float | None = None,
        citizens: int | None = None,
        hot: float = 0.0,
        crowd: int = 1,
        twice: bool = False,
        patience: float = 120,
    ) -> AsyncIterator[Load]:
        """Apps at work inside the block; on the way out all is answered, comes to rest and is judged.

        `rate` reports a second about so many citizens, of which the share `hot` about `crowd` others alone; `twice`:
        each is made a second time. `patience`: seconds for answers, and again for coming to rest.
        """
        load = Load(
            self.vendors,
            self.journal,
            seed=self.random.getrandbits(32),
            rate=rate or (QUICK_RATE if self.quick else FULL_RATE),
            citizens=citizens or (QUICK_CITIZENS if self.quick else FULL_CITIZENS),
            hot=hot,
            crowd=crowd,
            twice=twice,
        )
        try:
            await load.start()
            yield load
            await load.finish(patience)
        finally:
            await load.abort()
        await self.settle(patience)

    async def settle(self, seconds: float = 120) -> Verdict:
        """Until all is at rest, then what the oracle says of everything in the journal."""
        await asyncio.gather(*self._recovering)
        self._recovering.clear()
        await at_rest(self.rig, seconds)
        self.history = await gather(self.rig, self.vendors, self.journal, self._since)
        self.verdict = judge_history(self.history)
        return self.verdict

    def struck(self, what: str) -> None:
        """A fault begins; `what` it is stands in the row's detail."""
        self.figures.setdefault("struck", []).append(what)

    def lifted(self) -> None:
        """It is over. Counted from here: the seconds until every report accepted before now has been told, and every
        instance is ready. The longest counts where there are several."""
        accepted = [UUID(id_) for id_, report in self.journal.reports.items() if report.status == "accepted"]
        self._recovering.append(asyncio.create_task(self._recover(accepted, time.monotonic())))

    async def recovered(self) -> None:
        """Until everything lifted so far has been recovered from."""
        await asyncio.gather(*self._recovering)

    def expect(self, holds: bool, sentence: str) -> None:
        """A claim of the row's own, beside the oracle's; where it does not hold, the sentence says what is so."""
        if not holds:
            self.claims.append(sentence)

    def note(self, **figures: Any) -> None:
        """Into the row's detail."""
        self.figures |= figures

    def let_go(self) -> None:
        """Ends what is still counted, where the row itself has failed."""
        for task in self._recovering:
            task.cancel()

    async def _recover(self, accepted: list[UUID], since: float) -> None:
        ready = asyncio.create_task(self.rig.ready(seconds=120))
        try:
            told = False
            while not told:
                told = await self._told(accepted)
                # Each look signs in at three databases, and would else be the most there is to do.
                await asyncio.sleep(LOOK_EVERY_S)
            await ready
        finally:
            ready.cancel()
        self.recovered_s = max(self.recovered_s or 0.0, round(time.monotonic() - since, 2))

    async def _told(self, accepted: list[UUID]) -> bool:
        try:
            events: list[UUID] = []
            for service in ("referral", "kraftcenter", "notifications"):
                async with self.rig.driver.database(service) as database:
                    events += [row["event_id"] for row in await database.fetch(_PUBLISHED, accepted)]
            async with self.rig.driver.database("notifications") as database:
                return len(events) >= len(accepted) and not await database.fetchval(_UNTOLD, events)
        except (OSError, asyncpg.PostgresError):
            return False
