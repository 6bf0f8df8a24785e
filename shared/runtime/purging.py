"""What every instance does now and then: old rows go, and what an erasure could not see yet goes after it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from shared.identity import Held, erase
from shared.postgres import Leftover, Pool, is_infrastructure, purge, transaction
from shared.telemetry import Metrics, logger

_log = logger(__name__)
_Act = Callable[[], Awaitable[int]]
_FIRST = 60.0
_EVERY = 3600.0
_AT_ONCE = 500
_FORGOTTEN_EVERY = 24
# An instance from before the erasures folds that a citizen is erased, and deletes nothing. Rows that say so are short:
# the long ones, which lie apart, are not fetched. It reads all there are, so it is asked in the first round, which the
# last instance of an upgrade has too, and then once a day: an index on the involvement would cost every decision.
_FORGOTTEN = """
INSERT INTO tombstones (citizen_id)
SELECT s.subject FROM subjects s
WHERE pg_column_size(s.involvement) < 200 AND s.involvement @> '{"erased": true}'
AND NOT EXISTS (SELECT FROM tombstones t WHERE t.citizen_id = s.subject)
ON CONFLICT DO NOTHING
"""
# Nobody takes the tombstone away meanwhile: it would be put there anew. What another instance sweeps is left to it.
_TOMBSTONES = """
SELECT citizen_id FROM tombstones WHERE $1::uuid IS NULL OR citizen_id > $1
ORDER BY citizen_id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
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
        self._rounds = 0

    async def run(self) -> None:
        """Once an hour until cancelled; what fails is tried again the next time."""
        await asyncio.sleep(_FIRST)
        while True:
            await self.round()
            await asyncio.sleep(_EVERY)

    async def round(self) -> Mapping[str, int]:
        """How many rows went, by what they were. What fails is left out, and stops nothing else."""
        gone: dict[str, int] = {}
        acts: dict[str, _Act] = {w.name: partial(purge, self._pool, w, keep) for w, keep in self._leftovers}
        acts["erased"] = self._sweep
        for name, act in acts.items():
            try:
                gone[name] = await act()
            except Exception as error:
                if not is_infrastructure(error):
                    _log.error("old rows were not purged", rows=name, error_type=type(error).__name__)
                self._metrics.retries.labels("purge").inc()
            else:
                self._metrics.purged.labels(name).inc(gone[name])
        return gone

    async def _sweep(self) -> int:
        """A reader that began before an erasure, and ended after it, has left the row of its look."""
        gone = 0
        after: UUID | None = None
        if self._rounds % _FORGOTTEN_EVERY == 0:
            async with transaction(self._pool) as connection:
                await connection.execute(_FORGOTTEN)
        self._rounds += 1
        while True:
            async with transaction(self._pool) as connection:
                erased = [row["citizen_id"] for row in await connection.fetch(_TOMBSTONES, after, _AT_ONCE)]
                if not erased:
                    return gone
                gone += await erase(connection, erased, self._held)
            after = erased[-1]
