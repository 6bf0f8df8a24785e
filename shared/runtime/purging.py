"""What every instance does now and then: old rows go, and what an erasure could not see yet goes after it."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from shared.identity import Held, erase
from shared.postgres import Leftover, Pool, is_infrastructure, purge, transaction
from shared.telemetry import Metrics, logger

_log = logger(__name__)
_FIRST = 60.0
_EVERY = 3600.0
_AT_ONCE = 500
# Nobody takes the tombstone away meanwhile: it would be put there anew.
_TOMBSTONES = """
SELECT citizen_id FROM tombstones WHERE $1::uuid IS NULL OR citizen_id > $1
ORDER BY citizen_id LIMIT $2 FOR KEY SHARE SKIP LOCKED
"""


class Purger:
    """`leftovers` with how long each is kept, `held` as an erasure deletes it. Every instance may run one."""

    def __init__(
        self, pool: Pool, leftovers: Iterable[tuple[Leftover, timedelta]], held: Iterable[Held], metrics: Metrics
    ) -> None:
        self._pool = pool
        self._leftovers = tuple(leftovers)
        self._held = tuple(held)
        self._metrics = metrics

    async def run(self) -> None:
        """Once an hour until cancelled; what fails is tried again the next time."""
        await asyncio.sleep(_FIRST)
        while True:
            try:
                await self.round()
            except Exception as error:
                if not is_infrastructure(error):
                    _log.error("old rows were not purged", error_type=type(error).__name__)
                self._metrics.retries.labels("purge").inc()
            await asyncio.sleep(_EVERY)

    async def round(self) -> Mapping[str, int]:
        """How many rows went, by what they were."""
        gone = {what.name: await purge(self._pool, what, keep) for what, keep in self._leftovers}
        gone["erased"] = await self._sweep()
        for name, number in gone.items():
            self._metrics.purged.labels(name).inc(number)
        return gone

    async def _sweep(self) -> int:
        """A reader that began before an erasure, and ended after it, has left the row of its look."""
        gone = 0
        after: UUID | None = None
        while True:
            async with transaction(self._pool) as connection:
                erased = [row["citizen_id"] for row in await connection.fetch(_TOMBSTONES, after, _AT_ONCE)]
                if not erased:
                    return gone
                gone += await erase(connection, erased, self._held)
            after = erased[-1]
