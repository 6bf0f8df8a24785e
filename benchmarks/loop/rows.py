"""The loop's rows."""

import asyncio

from benchmarks.judging import at_least, at_most
from benchmarks.loop import floors
from benchmarks.loop.journey import Journey, forget, prepare
from benchmarks.loop.stages import slowest
from benchmarks.place import Place
from benchmarks.results import Floor, Row
from benchmarks.traces import OFF, collector

_RATE = 200.0
_BATCH = 100
_BURST = 8_000
_BESIDE = 20.0
"""A second: so few commits and records that they change little of what they are held against."""
_FLOOR = Floor("The loop", bound=40.0)


async def visible(place: Place) -> Row:
    """Both p99 in milliseconds, at 200 reports a second, one in a request."""
    number = place.size(1_200, 60)
    # As long as the journey, first the commits and then the records.
    few = round(number * _BESIDE / _RATE / 2)
    alone: list[dict[str, float]] = []
    beside: list[dict[str, float]] = []
    await prepare(place)

    async def journey() -> float:
        await forget(place)
        async with Journey.open(place) as opened:
            # Whose first reading and writing of everything is no part of it.
            await opened.seen(place.size(400, 20), rate=_RATE)
            waits = (await opened.seen(number, rate=_RATE)).waits()
            async with asyncio.TaskGroup() as both:
                both.create_task(opened.seen(number, rate=_RATE))
                found = both.create_task(_floors(place, few, _BESIDE))
            beside.append(found.result())
            return floors.percentile(waits) * 1e3

    async def floor() -> float:
        found = await _floors(place, number, _RATE)
        alone.append(found)
        return found["sum"]

    pair = await place.in_turns(journey, floor)
    return at_most(
        "accepted to visible on the stream at 200/s, p99 / two commits, a produce, a fetch",
        "loop-visible",
        3.0,
        pair,
        floor=_FLOOR,
        unit="ms",
        alone=alone,
        beside=beside,
    )


async def _floors(place: Place, number: int, rate: float) -> dict[str, float]:
    """Each p99 in milliseconds, and their sum as the row has it."""
    commit, record = await floors.commit(place, number, rate), await floors.record(place, number, rate)
    return {"commit": commit * 1e3, "record": record * 1e3, "sum": (2 * commit + record) * 1e3}


async def sustained(place: Place) -> Row:
    """Both in events a second: a burst, from the first report's leaving until the last notice is on the stream."""
    number = place.size(_BURST, 200)
    stages: list[dict[str, float]] = []
    await prepare(place)

    async def alone() -> float:
        rate, each = await slowest(place, number)
        stages.append(each)
        return rate

    pair = await place.in_turns(lambda: _burst(place, number, OFF), alone)
    return at_least(
        "the whole loop / what its slowest stage does alone",
        "loop-sustained",
        0.35,
        pair,
        unit="events/s",
        stages=stages,
    )


async def traced(place: Place) -> Row:
    """How many times as long with one trace in a hundred kept, in seconds for the same burst."""
    number = place.size(_BURST, 200)
    await prepare(place)
    async with collector(place, 0.01) as some:

        async def seconds(environment: dict[str, str]) -> float:
            return number / await _burst(place, number, environment)

        pair = await place.in_turns(lambda: seconds(some), lambda: seconds(OFF))
    return at_most("tracing at 1 % / off, the whole loop", "tracing-loop", 1.05, pair, unit="s")


async def _burst(place: Place, number: int, environment: dict[str, str]) -> float:
    """Events a second, all three services, the relays, Kafka, PostgreSQL and an open stream on this machine."""
    await forget(place)
    async with Journey.open(place, environment=environment) as opened:
        await opened.seen(place.size(1_000, 100), size=_BATCH)
        return (await opened.seen(number, size=_BATCH)).rate()
