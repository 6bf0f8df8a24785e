"""Fires timers that have run out: each once, however many instances look."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from shared.postgres import Connection, Pool, is_infrastructure, retry_delays
from shared.telemetry import Metrics, logger
from shared.timers.clocks import Timer

# An outage must not look like silence; but a reader that never catches up must not silence the clocks either.
PATIENCE = timedelta(minutes=15)
_POLL = 0.5
_LATER = 5.0
_DUE = """
SELECT kind, ref, subject, due, correlationid, traceparent, now() AS now
FROM timers WHERE due <= now()
AND (subject, kind, ref) NOT IN (SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[]))
ORDER BY due LIMIT 100
"""
_STILL = "SELECT 1 FROM timers WHERE subject = $1 AND kind = $2 AND ref = $3 AND due = $4"

_log = logger(__name__)


async def still_due(connection: Connection, timer: Timer) -> bool:
    """Whether the timer stands as it was read; asked inside the decision that its firing makes."""
    return bool(await connection.fetchval(_STILL, timer.subject, timer.kind, timer.ref, timer.due))


class Ticker:
    """Runs until cancelled.

    `fire` decides what a timer leads to, guarded by the subject's revision, so that two instances never both do; it
    answers False where another was faster, or the timer was moved. `heard_until` tells whether everything that arrived
    before a moment has been read.
    """

    def __init__(
        self,
        pool: Pool,
        fire: Callable[[Timer], Awaitable[bool]],
        heard_until: Callable[[datetime], Awaitable[bool]],
        metrics: Metrics,
    ) -> None:
        self._pool = pool
        self._fire = fire
        self._heard_until = heard_until
        self._metrics = metrics
        # A timer whose handler fails is a fault of ours; it must not keep the others from firing.
        self._failed: dict[tuple[UUID, str, UUID], float] = {}

    async def run(self) -> None:
        delays = retry_delays()
        while True:
            try:
                fired = await self._round()
            except Exception as error:
                if not is_infrastructure(error):
                    _log.error("the clocks stopped for now", error_type=type(error).__name__)
                self._metrics.retries.labels("timers").inc()
                await asyncio.sleep(next(delays))
                continue
            delays = retry_delays()
            if not fired:
                await asyncio.sleep(_POLL)

    async def _round(self) -> int:
        now = asyncio.get_running_loop().time()
        self._failed = {key: again for key, again in self._failed.items() if again > now}
        subjects, kinds, refs = zip(*self._failed, strict=True) if self._failed else ((), (), ())
        async with self._pool.acquire(timeout=_LATER) as connection:
            rows = await connection.fetch(_DUE, subjects, kinds, refs)
        if not rows:
            return 0
        latest = max(row["due"] for row in rows)
        heard = await self._heard_until(latest)
        fired = 0
        for row in rows:
            if heard or row["now"] - row["due"] > PATIENCE:
                fired += await self._one(Timer(*list(row.values())[:6]), row["now"])
        return fired

    async def _one(self, timer: Timer, now: datetime) -> int:
        try:
            fired = await self._fire(timer)
        except Exception as error:
            if is_infrastructure(error):
                raise
            self._failed[timer.subject, timer.kind, timer.ref] = asyncio.get_running_loop().time() + _LATER
            _log.error("a timer's handler failed", timer=timer.kind, error_type=type(error).__name__)
            return 0
        if not fired:
            return 0
        self._metrics.timers_fired.labels(timer.kind).inc()
        self._metrics.timer_delay.observe((now - timer.due).total_seconds())
        return 1
