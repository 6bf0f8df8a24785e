"""What an event costs where there are a thousand citizens, and where there are a million."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from statistics import median
from typing import Any

from benchmarks.events import UNSAMPLED
from benchmarks.growth import people
from benchmarks.growth.buffers import sized
from benchmarks.growth.people import Person
from benchmarks.growth.sides import Side, Spent, twin
from benchmarks.judging import all_at_most
from benchmarks.pairing import Pair, in_turns
from benchmarks.place import Place
from benchmarks.results import Row
from shared.contracts import Event, Fact, Report, Reporter
from shared.contracts.cloudevents import to_kafka
from shared.intake.receipts import Receipt
from shared.messaging.record import Record

NAME = "citizens"
GOAL = 1.15
TURNS = 4
_LOOKED_UP = "subjects", "citizen_keys", "interventions"
APP = Reporter("kraftcenter-app", "app", people.PROVIDER)

Measured = tuple[Pair, dict[str, dict[str, float]]]


async def row(place: Place) -> Row:
    """By the processor's time of the service and of its PostgreSQL session: on a shared machine it is steadier than the
    clock's, and a commit waits for the disk alike in both. By the clock it stands in the detail.

    PostgreSQL has the memory that so many active citizens ask for, and what is known of them is there.
    """
    few, many = place.size(1_000, 50), place.size(1_000_000, 500)
    async with sized(place, many) as settings:
        measured = {"reader": await _hearing(place, few, many), "desk": await _reporting(place, few, many)}
    name = "cost per event: citizens 1k → 1M, against itself"
    beside = {what: beside for what, (_, beside) in measured.items()}
    cpu = {what: cpu for what, (cpu, _) in measured.items()}
    return all_at_most(name, NAME, GOAL, cpu, beside=beside, postgres=settings)


async def _hearing(place: Place, few: int, many: int) -> Measured:
    """The notifications service's reader: batches of 500 events, each about another citizen."""
    size = place.size(500, 25)
    batches = place.size(2, 1)

    def load(side: Side, wheel: Iterator[int]) -> Callable[[], Awaitable[None]]:
        made = [[_record(n, Person(next(wheel)).goal()) for n in range(size)] for _ in range(batches)]

        async def read() -> None:
            for records in made:
                await side.parts.reader.read(records)

        return read

    return await _in_turns(place, "notifications", people.hear, few, many, size * batches, load)


async def _reporting(place: Place, few: int, many: int) -> Measured:
    """The kraftcenter service's desk, one report after the other, each about another citizen."""
    number = place.size(500, 25)

    def load(side: Side, wheel: Iterator[int]) -> Callable[[], Awaitable[None]]:
        made = [_report(Person(next(wheel)).goal()) for _ in range(number)]

        async def take() -> None:
            for report in made:
                assert isinstance(await side.parts.desk.take(report), Receipt)  # noqa: S101 (else nothing is measured)

        return take

    return await _in_turns(place, "kraftcenter", people.start, few, many, number, load)


Load = Callable[[Side, Iterator[int]], Callable[[], Awaitable[None]]]


async def _in_turns(
    place: Place,
    service: str,
    fill: Callable[[Any, int], Awaitable[None]],
    few: int,
    many: int,
    events: int,
    load: Load,
) -> Measured:
    """Seconds an event of the processor."""
    spent: dict[int, list[Spent]] = {few: [], many: []}
    async with _both(place, service, fill, few, many) as sides:
        wheels = {number: _wheel(number) for number in sides}

        def measure(number: int) -> Callable[[], Awaitable[float]]:
            async def once() -> float:
                side = sides[number]
                act = load(side, wheels[number])
                # A goal more each turn would be a larger load on the few than on the many.
                await side.owner.execute("TRUNCATE goals CASCADE" if service == "kraftcenter" else "SELECT 1")
                spent[number].append(await side.spends(act))
                return spent[number][-1].cpu / events

            return once

        # Short turns, and many of them: what else the machine does then bears on both sides alike.
        cpu = await in_turns(measure(many), measure(few), place.repeats * TURNS, warm_up=not place.small)
        await _all_took_effect(sides, len(spent[few]) * events, service)
    beside = {
        side: {
            "milliseconds by the clock": median(one.wall for one in some) / events * 1000,
            "of a processor in PostgreSQL": median(one.postgres / one.cpu for one in some),
            "kB of PostgreSQL's log": median(one.log for one in some) / events / 1000,
        }
        for side, some in (("large", spent[many]), ("small", spent[few]))
    }
    return cpu, beside


@asynccontextmanager
async def _both(
    place: Place, service: str, fill: Callable[[Any, int], Awaitable[None]], few: int, many: int
) -> AsyncIterator[dict[int, Side]]:
    await place.empty(service)
    async with (
        twin(place, service) as database,
        Side.open(place, service) as large,
        Side.open(place, service, database) as small,
    ):
        sides = {many: large, few: small}
        for number, side in sides.items():
            await fill(side.owner, number)
            await _real_keys(side, number, service)
            await side.warm(*_LOOKED_UP)
        await place.checkpoint()
        yield sides
    await place.empty(service)


async def _real_keys(side: Side, number: int, service: str) -> None:
    """Who is spoken of has a key that can be used."""
    if service != "kraftcenter":
        return
    ids = [Person(n).id for n in islice(_wheel(number), min(number, 20_000))]
    keys = [(id_, side.parts.keyring.new_key(id_)[0]) for id_ in ids]
    await side.owner.executemany("UPDATE citizen_keys SET wrapped = $2 WHERE citizen_id = $1", keys)


def _wheel(number: int) -> Iterator[int]:
    """Every citizen once in a random order, and again and again in that order: no batch has one of them twice."""
    order = random.Random(number).sample(range(1, number + 1), min(number, 200_000))  # noqa: S311 (not for secrets)
    while True:
        yield from order


async def _all_took_effect(sides: dict[int, Side], events: int, service: str) -> None:
    """A load that was refused, or waits, would be cheap."""
    for side in sides.values():
        published = await side.owner.fetchval("SELECT count(*) FROM outbox")
        if published != events:
            raise AssertionError(f"{service}: {published} of {events} events took effect")


def _record(offset: int, event: Event[Fact]) -> Record:
    key, value, headers = to_kafka(event)
    return Record(f"{event.data.owner}.events", 0, offset, key, headers, value)


def _report(event: Event[Any]) -> Report[Any]:
    source = f"urn:samspil:app:{APP.name}"
    return Report(event.id, source, event.subject, event.time, APP, event.data, traceparent=UNSAMPLED)
