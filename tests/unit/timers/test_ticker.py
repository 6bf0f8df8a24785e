"""When a timer that ran out is fired, and when not yet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.telemetry import Metrics
from shared.timers import Ticker, Timer
from shared.timers.listening import Spared
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

    async def fetch(self, _: str, subjects: list[UUID], kinds: list[str], refs: list[UUID], *held: Any) -> list[Row]:
        failed = set(zip(subjects, kinds, refs, strict=True))
        return [r for r in self.rows if (r["subject"], r["kind"], r["ref"]) not in failed]


def _row(due: datetime) -> Row:
    timer = {"kind": "answer", "ref": uuid4(), "subject": uuid4(), "due": due}
    return {**timer, "correlationid": None, "traceparent": None, "now": NOW}


class Listened:
    """What an outage spares, for as long as the test lasts; `noted` is what was heard."""

    def __init__(self, spared: tuple[Spared, ...] = ()) -> None:
        self.spared = spared
        self.noted: list[datetime] = []

    async def note(self, at: datetime) -> tuple[Spared, ...]:
        self.noted.append(at)
        return self.spared


async def ticked(
    timers: Timers,
    *,
    heard: datetime | None = NOW,
    spared: tuple[Spared, ...] = (),
    broken: UUID | None = None,
    lost: bool = False,
    seconds: float = 0.03,
) -> list[UUID]:
    fired: list[UUID] = []
    listened = Listened(spared)

    async def fire(timer: Timer) -> bool:
        if timer.ref == broken:
            raise LookupError
        fired.append(timer.ref)
        timers.rows = [r for r in timers.rows if r["ref"] != timer.ref]
        return not lost

    async def heard_until(_: datetime | None) -> datetime | None:
        return heard

    pool: Any = timers
    metrics = Metrics()
    task = asyncio.create_task(Ticker(pool, fire, heard_until, listened, metrics, silences=frozenset({"answer"})).run())
    await asyncio.sleep(seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    counted = metrics.registry.get_sample_value("samspil_timers_fired_total", {"kind": "answer"}) or 0
    assert counted == (0 if lost else len(fired))
    assert listened.noted == ([] if heard is None else [heard])
    return fired


async def test_what_ran_out_is_fired() -> None:
    """Each once, in the order it ran out."""
    timers = Timers(timedelta(minutes=2), timedelta(minutes=1))
    refs = [r["ref"] for r in timers.rows]
    assert await ticked(timers) == refs


@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=16), timedelta(days=3)])
async def test_not_before_what_came_earlier_is_read(late: timedelta) -> None:
    """R4: while nobody can be heard nothing is silence, however long that lasts."""
    assert await ticked(Timers(late), heard=None) == []


async def test_as_far_as_was_heard() -> None:
    """R4: where a reader is always a little behind, what ran out before that fires all the same."""
    timers = Timers(timedelta(minutes=3), timedelta(minutes=1))
    old = timers.rows[0]["ref"]
    assert await ticked(timers, heard=NOW - timedelta(minutes=2)) == [old]


async def test_who_had_no_door_has_time_yet() -> None:
    """R4: what ran out in an outage waits on, whoever notices first that it is over; what ran out since does not."""
    timers = Timers(timedelta(hours=1), timedelta(minutes=10))
    spared = (Spared(NOW - timedelta(minutes=30), NOW + timedelta(minutes=30)),)
    recent = timers.rows[1]["ref"]
    assert await ticked(timers, spared=spared) == [recent]


async def test_then_it_is_silence() -> None:
    """R4: the time that an outage gives ends."""
    assert len(await ticked(Timers(timedelta(hours=1)), spared=(Spared(NOW, NOW),))) == 1


async def test_what_is_no_silence_is_not_spared() -> None:
    """R1: a hold's day has come whether anybody could be heard or not."""
    timers = Timers(timedelta(hours=1))
    timers.rows[0]["kind"] = "hold"
    ref = timers.rows[0]["ref"]
    fired: list[UUID] = []

    async def fire(timer: Timer) -> bool:
        fired.append(timer.ref)
        timers.rows.clear()
        return True

    async def heard_until(_: datetime | None) -> datetime | None:
        return NOW

    pool: Any = timers
    listened = Listened((Spared(NOW, NOW + timedelta(hours=1)),))
    ticker = Ticker(pool, fire, heard_until, listened, Metrics(), silences=frozenset({"answer"}))
    assert (await ticker._round(), fired) == (1, [ref])


async def test_it_listens_also_while_nothing_runs_out() -> None:
    """R4: only who listens all the time knows, afterwards, when nobody could be heard."""
    assert await ticked(Timers()) == []


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
