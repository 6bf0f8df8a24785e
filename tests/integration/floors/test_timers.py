"""Timers set in a decision fire once, by the database's clock."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from shared.postgres import Connection
from shared.telemetry import Metrics
from shared.timers import Ticker
from tests.integration.floors.house import House, HouseWork
from tests.suites.floor_words import a_cause


async def heard(_: datetime) -> bool:
    return True


async def not_heard(_: datetime) -> bool:
    return False


async def set_timers(house: House, subject: UUID, due: timedelta, *refs: UUID) -> None:
    async def decide(_: Connection, work: HouseWork) -> None:
        work.cause = a_cause()
        for ref in refs:
            work.set_timer("answer", ref, work.now + due)

    await house.decider.once(subject, decide)


@asynccontextmanager
async def ticking(
    house: House, heard_until: Callable[[datetime], Awaitable[bool]] = heard, *, instances: int = 1
) -> AsyncIterator[list[Metrics]]:
    metrics = [Metrics() for _ in range(instances)]
    tasks = [asyncio.create_task(Ticker(house.pool, house.fire, heard_until, m).run()) for m in metrics]
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


async def test_an_outage_does_not_look_like_silence(house: House) -> None:
    """While what arrived before is still unread a clock waits, but no longer than fifteen minutes."""
    fresh, old = uuid4(), uuid4()
    await set_timers(house, fresh, timedelta(minutes=-14), uuid4())
    await set_timers(house, old, timedelta(minutes=-16), uuid4())
    async with ticking(house, not_heard):
        await asyncio.sleep(0.7)
    assert await house.heard(fresh) == []
    assert len(await house.heard(old)) == 1
