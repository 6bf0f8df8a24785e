"""The rows of `POST /events`."""

from statistics import median

from benchmarks.intake.reports import prepare
from benchmarks.intake.sides import CITIZENS, Bare, Ours
from benchmarks.judging import at_least, at_most
from benchmarks.place import Place
from benchmarks.results import Floor, Row
from benchmarks.traces import OFF, collector

_FLOOR = Floor("Reports over HTTP", bound=2.5)
_FLOOR_ALONE = Floor("Reports over HTTP", bound=0.4)


async def against_bare(place: Place) -> Row:
    """Both in reports a second, asked over 32 connections."""
    number = place.size(4_000, 100)
    await prepare(place, place.size(CITIZENS, 50))
    async with Ours.open(place, **OFF) as ours, Bare.open(place) as bare:
        pair = await place.in_turns(lambda: ours.one_by_one(number), lambda: bare.one_by_one(number))
    return at_least(
        "POST /events, one event a request / bare FastAPI route, one row committed",
        "events-bare",
        0.6,
        pair,
        floor=_FLOOR_ALONE,
        unit="reports/s",
        processor_us=median(ours.processor),
    )


async def batches(place: Place) -> Row:
    """Both in reports a second: of the batches more are sent, or it would be over before it can be timed."""
    await prepare(place, place.size(CITIZENS, 50))
    async with Ours.open(place, **OFF) as ours:
        pair = await place.in_turns(
            lambda: ours.by_the_hundred(place.size(12_000, 200)), lambda: ours.one_by_one(place.size(4_000, 100))
        )
    return at_least(
        "POST /events, batches of 100 / one event a request",
        "events-batches",
        6.0,
        pair,
        floor=_FLOOR,
        unit="reports/s",
        processor_us=ours.processor,
    )


async def traced(place: Place) -> Row:
    """How many times as long with every request traced and its spans sent off, in seconds for the same reports."""
    number = place.size(4_000, 100)
    await prepare(place, place.size(CITIZENS, 50))
    async with collector(place) as everything:

        async def seconds(environment: dict[str, str]) -> float:
            # One at a time: of two that run, one would have the relay's work and the other not.
            async with Ours.open(place, **environment) as ours:
                return number / await ours.one_by_one(number)

        pair = await place.in_turns(lambda: seconds(everything), lambda: seconds(OFF))
    return at_most("tracing at 100 % / off, POST /events", "tracing-events", 1.3, pair, unit="s")
