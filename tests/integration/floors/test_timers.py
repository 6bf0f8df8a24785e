"""Timers set in a decision fire once, by the database's clock."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.messaging.dead_letters import DeadLetters
from shared.messaging.hearing import Hearing
from shared.messaging.record import Record
from shared.postgres import Connection
from shared.runtime import Settings
from shared.runtime.gauges import COUNTS
from shared.telemetry import Metrics
from shared.timers import Listening, Ticker
from shared.timers.listening import Spared
from tests.integration.floors.house import House, HouseWork
from tests.integration.floors.test_subscription import Reading, write
from tests.suites.floor_words import a_cause

Listener = Callable[[datetime | None], Awaitable[datetime | None]]


async def not_heard(_: datetime | None) -> datetime | None:
    return None


async def set_timers(house: House, subject: UUID, due: timedelta, *refs: UUID) -> None:
    async def decide(_: Connection, work: HouseWork) -> None:
        work.cause = a_cause()
        for ref in refs:
            work.set_timer("answer", ref, work.now + due)

    await house.decider.once(subject, decide)


@asynccontextmanager
async def ticking(
    house: House, heard_until: Listener | None = None, listening: Any = None, *, instances: int = 1
) -> AsyncIterator[list[Metrics]]:
    async def heard(_: datetime | None) -> datetime | None:
        now: datetime = await house.pool.fetchval("SELECT now()")
        return now

    metrics = [Metrics() for _ in range(instances)]
    tickers = [
        Ticker(
            house.pool,
            house.fire,
            heard_until or heard,
            listening or Listening(house.pool),
            each,
            silences=house.clocks.silences(),
        )
        for each in metrics
    ]
    tasks = [asyncio.create_task(ticker.run()) for ticker in tickers]
    try:
        yield metrics
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.05)


async def none_left(house: House) -> bool:
    return not await house.stands_in("timers")


async def test_two_instances_fire_each_once(house: House) -> None:
    """R4: however many instances look, a clock that ran out is acted on once, and counted once."""
    subjects = {uuid4(): [uuid4() for _ in range(5)] for _ in range(10)}
    for subject, refs in subjects.items():
        await set_timers(house, subject, timedelta(), *refs)
    async with ticking(house, instances=2) as metrics:
        await until(lambda: none_left(house))
    for subject, refs in subjects.items():
        assert sorted(await house.heard(subject)) == sorted(refs)
    fired = [m.registry.get_sample_value("samspil_timers_fired_total", {"kind": "answer"}) or 0 for m in metrics]
    assert sum(fired) == 50


async def test_one_that_was_moved_or_stopped(house: House) -> None:
    """A timer set again is moved, one cleared is gone: what was read of it before does nothing."""
    subject, moved, stopped = uuid4(), uuid4(), uuid4()
    await set_timers(house, subject, timedelta(), moved, stopped)

    async def decide(_: Connection, work: HouseWork) -> None:
        work.cause = a_cause()
        work.clear_timer("answer", moved)
        work.set_timer("answer", moved, work.now + timedelta(hours=1))
        work.set_timer("answer", stopped, work.now)
        work.clear_timer("answer", stopped)

    await house.decider.once(subject, decide)
    async with ticking(house):
        await asyncio.sleep(0.7)
    assert await house.heard(subject) == []
    assert await house.stands_in("timers") == 1


async def test_one_id_for_two_subjects(house: House) -> None:
    """Reporters name what a timer is about: neither subject moves or stops the other's."""
    first, second, ref = uuid4(), uuid4(), uuid4()
    await set_timers(house, first, timedelta(), ref)
    await set_timers(house, second, timedelta(hours=1), ref)
    async with ticking(house):
        await asyncio.sleep(0.7)
    assert (await house.heard(first), await house.heard(second)) == ([ref], [])


async def test_a_handler_that_fails_keeps_no_other_waiting(house: House) -> None:
    """A fault of ours is tried again later; the clocks behind it fire meanwhile."""
    broken, well = uuid4(), uuid4()
    house.broken.add(broken)
    await set_timers(house, uuid4(), timedelta(seconds=-5), broken)
    subject = uuid4()
    await set_timers(house, subject, timedelta(), well)
    async with ticking(house):
        await asyncio.sleep(0.7)
    assert await house.heard(subject) == [well]
    assert await house.stands_in("timers") == 1


async def test_while_nobody_is_heard_nothing_is_silence(house: House) -> None:
    """R4: a clock waits for what came before its time, however long that cannot be read."""
    subject = uuid4()
    for late in (0, 16, 3 * 24 * 60):
        await set_timers(house, subject, timedelta(minutes=-late), uuid4())
    async with ticking(house, not_heard):
        await asyncio.sleep(0.7)
    assert await house.heard(subject) == []
    assert await house.stands_in("timers") == 3


async def was_away(house: House, since: timedelta) -> None:
    """All instances of the service, or what they need, from then until now."""
    await house.pool.execute("INSERT INTO listening (heard_until) VALUES (now() - $1::interval)", since)


async def was_here(house: House) -> None:
    await was_away(house, timedelta())


class Forgetful(Listening):
    """Knows of no outage."""

    async def note(self, at: datetime) -> tuple[Spared, ...]:
        return ()


@pytest.mark.parametrize("forgetful", [False, True])
async def test_who_had_no_door_gets_time(house: House, forgetful: bool) -> None:
    """R4: what ran out while the service was away is no silence yet, for whichever instance; what runs out after it is.

    That this test sees it: without what is kept of the outage, all are told of.
    """
    spared, later = uuid4(), uuid4()
    await was_away(house, timedelta(hours=1))
    await set_timers(house, spared, timedelta(minutes=-50), uuid4())
    await set_timers(house, spared, timedelta(minutes=-1), uuid4())
    async with ticking(house, listening=Forgetful(house.pool) if forgetful else None, instances=2):
        await asyncio.sleep(0.7)
        await set_timers(house, later, timedelta(), uuid4())
        await asyncio.sleep(1.2)
    assert (len(await house.heard(spared)), len(await house.heard(later))) == (2 if forgetful else 0, 1)


async def test_the_first_that_was_ever_kept(house: House) -> None:
    """R4: what ran out while the service was being renewed, before there was a word of any outage, is spared, too."""
    spared, later = uuid4(), uuid4()
    await set_timers(house, spared, timedelta(minutes=-50), uuid4())
    async with ticking(house, instances=2):
        await asyncio.sleep(0.7)
        await set_timers(house, later, timedelta(), uuid4())
        await asyncio.sleep(1.2)
    assert (len(await house.heard(spared)), len(await house.heard(later))) == (0, 1)


async def test_then_it_is_told_once(house: House) -> None:
    """R4: the time that an outage gave is over, also for instances started since."""
    subject, ref = uuid4(), uuid4()
    await set_timers(house, subject, timedelta(minutes=-50), ref)
    await was_away(house, timedelta(seconds=1))
    await house.pool.execute(
        "UPDATE listening SET spared_before = ARRAY[now()], spared_until = ARRAY[now() + interval '1500 milliseconds']"
    )
    async with ticking(house, instances=2) as metrics:
        await asyncio.sleep(0.7)
        assert await house.heard(subject) == []
        await until(lambda: none_left(house))
    assert await house.heard(subject) == [ref]
    fired = [m.registry.get_sample_value("samspil_timers_fired_total", {"kind": "answer"}) or 0 for m in metrics]
    assert sum(fired) == 1


async def test_what_lies_among_the_dead_letters_was_said(house: House) -> None:
    """R4: a record that could not be handled here may be the answer; others' clocks run meanwhile."""
    stopped, well = uuid4(), uuid4()
    await was_here(house)
    await set_timers(house, stopped, timedelta(hours=-1), *(uuid4() for _ in range(101)))
    await set_timers(house, well, timedelta(), uuid4())
    letter = Record("referral.events", 0, 7, str(stopped).encode(), [], b"")
    async with house.pool.acquire() as connection:
        await DeadLetters().bury(connection, letter, "LookupError")
    async with ticking(house):
        await asyncio.sleep(1)
        assert (len(await house.heard(stopped)), len(await house.heard(well))) == (0, 1)
        late = await house.pool.fetchrow(COUNTS)
        assert late is not None
        assert late["late"] == 101
        assert 3600 <= late["late_by"] < 3700
        await house.pool.execute("DELETE FROM dead_letters")
        await until(lambda: none_left(house))
    assert len(await house.heard(stopped)) == 101


async def test_one_buried_in_the_very_moment(house: House) -> None:
    """R4: the record is read, and lies among the dead letters, after the ticker has looked for what ran out."""
    subject = uuid4()
    await was_here(house)
    letter = Record("referral.events", 0, 8, str(subject).encode(), [], b"")
    await set_timers(house, subject, timedelta(hours=-1), uuid4())

    async def heard(_: datetime | None) -> datetime | None:
        async with house.pool.acquire() as connection:
            await DeadLetters().bury(connection, letter, "LookupError")
            now: datetime = await connection.fetchval("SELECT now()")
            return now

    async with ticking(house, heard):
        await asyncio.sleep(0.7)
    assert await house.heard(subject) == []
    assert await house.stands_in("timers") == 1


async def test_the_clocks_start_beside_the_reader(house: House, ground: Settings, neighbour: Settings) -> None:
    """R4: after an hour's outage everything fell due long ago, and the answer stands on Kafka: it is read first."""
    reading, subject = Reading(ground), uuid4()
    await was_here(house)
    await write(neighbour, 20)
    await set_timers(house, subject, timedelta(minutes=-50), uuid4())
    hearing = Hearing(house.pool, (reading.subscription,))
    async with ticking(house, hearing.until):
        await asyncio.sleep(1)
        async with reading.running():
            await asyncio.sleep(2)
            assert await house.heard(subject) == []
            reading.free.set()
            await until(lambda: none_left(house))
    assert len(reading.keys) >= 20
