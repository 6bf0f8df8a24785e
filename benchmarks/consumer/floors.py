"""`python -m benchmarks.consumer.floors`: each part of the consumer alone, and so what stops it.

The events stand in memory, no Kafka. Read in full; then the very statements of that with the very arrays, sent over one
connection and over two by a loop that does nothing else; then everything but PostgreSQL, whose answers are given from
memory; and `COPY` of one row an event, with a primary key and without. docs/performance.md rests its floor on these.
"""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NamedTuple, cast

from benchmarks.consumer.copying import copied
from benchmarks.consumer.load import CITIZENS, SERVICE, TOPIC, goal
from benchmarks.growth import people
from benchmarks.growth.sides import Side
from benchmarks.place import Place
from shared.messaging.reader import Reader
from shared.messaging.record import Record
from shared.messaging.shares import shares
from shared.postgres import Connection, Pool
from shared.runtime.serve import collect_rarely

EVENTS = 24_000
_BATCH = 500
_TURNS = 3
Share = Sequence[Record]


class Asked(NamedTuple):
    """One statement of a transaction, and what it was answered."""

    method: str
    sql: str
    args: tuple[Any, ...]
    answer: Any


class Recorded:
    """A pool and its connection in one: asks the real one, and remembers each transaction."""

    def __init__(self, pool: Pool) -> None:
        self.transactions: list[list[Asked]] = []
        self._pool = pool
        self._connection: Any = None

    @asynccontextmanager
    async def acquire(self, *, timeout: float) -> AsyncIterator["Recorded"]:  # noqa: ASYNC109 (as a pool's)
        async with self._pool.acquire(timeout=timeout) as self._connection:
            yield self

    def transaction(self) -> Any:
        self.transactions.append([])
        return self._connection.transaction()

    async def fetch(self, sql: str, *args: Any) -> Any:
        return self._noted("fetch", sql, args, await self._connection.fetch(sql, *args))

    async def fetchval(self, sql: str, *args: Any) -> Any:
        return self._noted("fetchval", sql, args, await self._connection.fetchval(sql, *args))

    def _noted(self, method: str, sql: str, args: tuple[Any, ...], answer: Any) -> Any:
        self.transactions[-1].append(Asked(method, sql, args, answer))
        return answer


class Remembered:
    """A pool and its connection in one: gives the same answers in the same order, at once."""

    def __init__(self, transactions: Sequence[Sequence[Asked]]) -> None:
        self._answers: Iterator[Any] = iter([asked.answer for some in transactions for asked in some])

    @asynccontextmanager
    async def acquire(self, *, timeout: float) -> AsyncIterator["Remembered"]:  # noqa: ASYNC109 (as a pool's)
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield

    async def fetch(self, sql: str, *args: Any) -> Any:
        return next(self._answers)

    fetchval = fetch


async def main() -> None:
    async with Place.open() as place:
        await measured(place, EVENTS, CITIZENS, _TURNS)


async def measured(place: Place, events: int, citizens: int, turns: int) -> None:
    """Prints a line for each part and turn: events a second, and microseconds of a processor an event."""
    async with place.owner(SERVICE) as owner:
        await people.fill(owner, "subjects", people.SUBJECTS, citizens, people.involvement())
    records = [_record(number, citizens) for number in range(events)]
    some = [share for n in range(0, events, _BATCH) for share in shares(records[n : n + _BATCH])]
    async with Side.open(place, SERVICE) as side:
        gc.collect()
        collect_rarely()
        # What is looked up once a process is no part of what an event costs.
        await side.parts.reader.read(some[0])
        for _ in range(turns):
            await _turn(place, side, some)


async def _turn(place: Place, side: Side, some: Sequence[Share]) -> None:
    events, reader, pool = sum(map(len, some)), side.parts.reader, side.parts.pool

    async def spend(part: str, act: Callable[[], Awaitable[object]]) -> None:
        await place.empty(SERVICE, "inbox", "events", "notices", "outbox")
        await place.checkpoint()
        spent, each = await side.spends(act), 1e6 / events
        cost = f"Python {spent.service * each:6.1f}  PostgreSQL {spent.postgres * each:6.1f}"
        _print(f"{part:32} {events / spent.wall:8,.0f}/s  {cost}")

    recorded = Recorded(pool)
    reader._pool = cast("Pool", recorded)
    await spend("all, one transaction at a time", partial(_read, reader, some))
    for connections in (1, 2):
        await spend(
            f"PostgreSQL alone, {connections} at a time", partial(_send, pool, recorded.transactions, connections)
        )
    reader._pool = cast("Pool", Remembered(recorded.transactions))
    await spend("Python alone", partial(_read, reader, some))
    reader._pool = pool
    for key in (False, True):
        rate = await copied(place, events, key=key)
        _print(f"{'COPY' + ', with a primary key' * key:32} {rate:8,.0f}/s")


async def _read(reader: Reader[Any], some: Sequence[Share]) -> None:
    for share in some:
        await reader.read(share)


async def _send(pool: Pool, transactions: Sequence[Sequence[Asked]], connections: int) -> None:
    waiting = iter(transactions)

    async def send(connection: Connection) -> None:
        for transaction in waiting:
            async with connection.transaction():
                for asked in transaction:
                    await getattr(connection, asked.method)(asked.sql, *asked.args)

    async def over_its_own() -> None:
        async with pool.acquire() as connection:
            await send(connection)

    await asyncio.gather(*(over_its_own() for _ in range(connections)))


def _record(number: int, citizens: int) -> Record:
    key, value, headers = goal(number, citizens)
    return Record(TOPIC, 0, number, key, headers, value, 1)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
