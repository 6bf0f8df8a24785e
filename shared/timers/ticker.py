"""Fires timers that have run out: each once, however many instances look."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from shared.postgres import Connection, Pool, is_infrastructure, retry_delays
from shared.telemetry import Metrics, logger
from shared.timers.clocks import Timer
from shared.timers.listening import Spared

LISTENS_EVERY: Final = 5.0
_POLL = 0.5
_LATER = 5.0
# What lies among the dead letters was said and not heard. Held here, too, so that the hundred are those that can fire.
_HELD = "EXISTS (SELECT FROM dead_letters AS d WHERE d.subject = t.subject)"
_DUE = f"""
SELECT kind, ref, subject, due, correlationid, traceparent, now() AS now
FROM timers AS t WHERE due <= now()
AND (subject, kind, ref) NOT IN (SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[]))
AND NOT (kind = ANY($4::text[]) AND (
    EXISTS (
        SELECT FROM unnest($5::timestamptz[], $6::timestamptz[]) AS s (before, until)
        WHERE t.due <= s.before AND now() < s.until
    ) OR {_HELD}
))
ORDER BY due LIMIT 100
"""  # noqa: S608 (constants of this file)
_STILL = f"""
SELECT 1 FROM timers AS t WHERE subject = $1 AND kind = $2 AND ref = $3 AND due = $4 AND NOT ($5 AND {_HELD})
"""  # noqa: S608 (constants of this file)

_log = logger(__name__)


async def still_due(connection: Connection, timer: Timer, *, silence: bool) -> bool:
    """Whether the timer stands as it was read, and no record of its subject lies unheard where it tells of silence;
    asked inside the decision that its firing makes."""
    return bool(await connection.fetchval(_STILL, timer.subject, timer.kind, timer.ref, timer.due, silence))


class _Listening(Protocol):
    async def note(self, at: datetime) -> tuple[Spared, ...]: ...


class Ticker:
    """Runs until cancelled.

    `fire` decides what a timer leads to, guarded by the subject's revision, so that two instances never both do; it
    answers False where another was faster, or the timer was moved. `heard_until` tells up to when everything that
    arrived has been read; no timer fires before that is past its time. The kinds in `silences` wait on where
    `listening` spares whoever had no door to answer through, or where a record of their subject lies among the dead
    letters.
    """

    def __init__(
        self,
        pool: Pool,
        fire: Callable[[Timer], Awaitable[bool]],
        heard_until: Callable[[datetime | None], Awaitable[datetime | None]],
        listening: _Listening,
        metrics: Metrics,
        *,
        silences: frozenset[str],
    ) -> None:
        self._pool = pool
        self._fire = fire
        self._heard_until = heard_until
        self._listening = listening
        self._metrics = metrics
        self._silences = silences
        self._noted: datetime | None = None
        self._spared: tuple[Spared, ...] = ()
        self._listen_again = 0.0
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
        spared = [s.before for s in self._spared], [s.until for s in self._spared]
        asked = (subjects, kinds, refs, sorted(self._silences), *spared)
        async with self._pool.acquire(timeout=_LATER) as connection:
            rows = await connection.fetch(_DUE, *asked)
        # Also while nothing runs out: only who listens all the time knows when nothing could be heard.
        listen = now >= self._listen_again
        if not rows and not listen:
            return 0
        heard = await self._heard(None if listen else max(row["due"] for row in rows))
        fired = 0
        for row in rows:
            if heard is not None and row["due"] <= heard and not self._spares(row):
                fired += await self._one(Timer(*list(row.values())[:6]), row["now"])
        return fired

    async def _heard(self, moment: datetime | None) -> datetime | None:
        heard = await self._heard_until(moment)
        if heard is not None and heard != self._noted:
            # Before anything fires: who had no door meanwhile is not silent.
            self._spared = await self._listening.note(heard)
            self._noted = heard
            self._listen_again = asyncio.get_running_loop().time() + LISTENS_EVERY
        return heard

    def _spares(self, row: Any) -> bool:
        return row["kind"] in self._silences and any(s.covers(row["due"], row["now"]) for s in self._spared)

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
