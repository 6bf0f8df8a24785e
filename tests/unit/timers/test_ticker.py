"""When a timer that ran out is fired, and when not yet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.telemetry import Metrics
from shared.timers import Ticker, Timer
from tests.unit.messaging.desk_of_one import NOW

Row = dict[str, Any]


class Timers:
    """A database with timers alone, whose clock stands still; `down` is how often it cannot be reached."""

    def __init__(self, *ages: timedelta) -> None:
        self.rows = [_row(NOW - age) for age in ages]
        self.down = 0

    @asynccontextmanager
    async def acquire(self, timeout: float) -> AsyncIterator["Timers"]:  # noqa: ASYNC109 (as asyncpg's)
        if self.down:
            self.down -= 1
            raise OSError
        yield self

    async def fetch(self, _: str, subjects: list[UUID], kinds: list[str], refs: list[UUID]) -> list[Row]:
        failed = set(zip(subjects, kinds, refs, strict=True))
        return [r for r in self.rows if (r["subject"], r["kind"], r["ref"]) not in failed]


def _row(due: datetime) -> Row:
    timer = {"kind": "answer", "ref": uuid4(), "subject": uuid4(), "due": due}
    return {**timer, "correlationid": None, "traceparent": None, "now": NOW}


async def ticked(
    timers: Timers, *, heard: bool = True, broken: UUID | None = None, lost: bool = False, seconds: float = 0.03
) -> list[UUID]:
    fired: list[UUID] = []

    async def fire(timer: Timer) -> bool:
        if timer.ref == broken:
            raise LookupError
        fired.append(timer.ref)
        timers.rows = [r for r in timers.rows if r["ref"] != timer.ref]
        return not lost

    async def heard_until(_: datetime) -> bool:
        return heard

    pool: Any = timers
    metrics = Metrics()
    task = asyncio.create_task(Ticker(pool, fire, heard_until, metrics).run())
    await asyncio.sleep(seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    counted = metrics.registry.get_sample_value("samspil_timers_fired_total", {"kind": "answer"}) or 0
    assert counted == (0 if lost else len(fired))
    return fired


async def test_what_ran_out_is_fired() -> None:
    """Each once, in the order it ran out."""
    timers = Timers(timedelta(minutes=2), timedelta(minutes=1))
    refs = [r["ref"] for r in timers.rows]
    assert await ticked(timers) == refs


async def test_not_before_what_came_earlier_is_read() -> None:
    """An outage must not look like silence, for fifteen minutes; longer than that the clocks do not stand still."""
    timers = Timers(timedelta(minutes=16), timedelta(minutes=14))
    old = timers.rows[0]["ref"]
    assert await ticked(timers, heard=False) == [old]


async def test_one_that_fails_is_left_for_later() -> None:
    """A fault of ours is logged and tried again after a while; it is no hot loop, and in nobody's way."""
    timers = Timers(timedelta(minutes=2), timedelta(minutes=1))
    bad, good = (r["ref"] for r in timers.rows)
    assert await ticked(timers, broken=bad) == [good]


async def test_the_database_may_be_away() -> None:
    """Infrastructure that fails is waited for."""
    timers = Timers(timedelta())
    timers.down = 1
    assert len(await ticked(timers, seconds=0.15)) == 1


async def test_another_instance_was_faster() -> None:
    """Fired there, it is not counted here."""
    assert len(await ticked(Timers(timedelta()), lost=True)) == 1
