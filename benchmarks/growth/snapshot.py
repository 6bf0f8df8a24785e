"""What an event costs while somebody has looked at the database for ten minutes without letting go of what they saw.

Nothing that was deleted or changed since can be cleared away: a long report, a backup, a session somebody forgot.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

from benchmarks.growth import people
from benchmarks.growth.people import Person
from benchmarks.growth.sides import Side, Spent, sent, twin, until
from benchmarks.judging import all_at_most
from benchmarks.pairing import Pair
from benchmarks.place import Place, outbox_row
from benchmarks.results import Row
from shared.contracts.cloudevents import to_kafka
from shared.messaging.outbox import OUTBOX
from shared.messaging.record import Record

NAME = "snapshot"
GOAL = 1.2
CITIZENS = 10_000
RATE = 200
_TICK = 0.1
_TOPIC = "notifications.events"
_COLUMNS = tuple(name for name, _ in OUTBOX.columns)


async def row(place: Place) -> Row:
    """Two databases side by side, the same 200 events a second in each; in one a snapshot is held from the start.

    At the end both are measured in turns, the snapshot still held: the loop (reader, outbox, relay) at that rate and as
    fast as it can, and the relay alone. By the processor's time of the service and of its PostgreSQL sessions.
    """
    held_for, window = place.size(600, 3), place.size(10, 1)
    await place.empty("notifications")
    async with twin(place, "notifications") as database, AsyncExitStack() as stack:
        held = Loop(await stack.enter_async_context(Side.open(place, "notifications")))
        free = Loop(await stack.enter_async_context(Side.open(place, "notifications", database)))
        citizens = place.size(CITIZENS, 100)
        for loop in (held, free):
            await people.fill(loop.side.owner, "subjects", people.SUBJECTS, citizens, people.involvement())
            await stack.enter_async_context(loop.running(citizens))
        await stack.enter_async_context(_snapshot(held.side))
        await asyncio.gather(held.steadily(held_for), free.steadily(held_for))
        dead = {name: await loop.dead() for name, loop in (("held", held), ("free", free))}

        async def steadily(loop: Loop) -> Spent:
            return await loop.side.spends(lambda: loop.steadily(window))

        events = place.size(5_000, 50)
        measures: dict[str, tuple[int, Callable[[Loop], Awaitable[Spent]]]] = {
            "loop at 200/s": (window * RATE, steadily),
            "loop flat out": (events, lambda loop: loop.flat_out(events)),
            "relay flat out": (events, lambda loop: loop.carried(events)),
        }
        pairs: dict[str, Pair] = {}
        for what, (number, measure) in measures.items():

            def per_event(
                loop: Loop, number: int = number, measure: Callable[[Loop], Awaitable[Spent]] = measure
            ) -> Callable[[], Awaitable[float]]:
                async def once() -> float:
                    return (await measure(loop)).cpu / number

                return once

            pairs[what] = await place.in_turns(per_event(held), per_event(free))
    await place.empty("notifications")
    name = "cost per event: a snapshot held 10 minutes, against itself"
    return all_at_most(name, NAME, GOAL, pairs, held_seconds=held_for, dead_rows=dead)


class Loop:
    """The notifications service's reader and relay over one database: what it hears of becomes an event of its own."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._numbers = count()
        self._citizens = 1
        self._said = 0

    @asynccontextmanager
    async def running(self, citizens: int) -> AsyncIterator[None]:
        """The relay runs inside the block, and is the owner."""
        self._citizens = citizens
        relay = self.side.parts.relay
        task = asyncio.create_task(relay.run())
        try:
            await until(lambda: relay.owner)
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def steadily(self, seconds: float) -> None:
        """Events come at the rate for so long, and are all told of and sent before it returns."""
        each = round(RATE * _TICK)
        began, ticks = time.monotonic(), round(seconds / _TICK)
        for tick in range(ticks):
            await asyncio.sleep(max(0.0, began + tick * _TICK - time.monotonic()))
            await self._hear(self._records(each))
        await self._all_sent()

    async def flat_out(self, events: int) -> Spent:
        """As fast as it can, in batches of 500, until the last of them is sent."""
        batches = [self._records(min(500, events)) for _ in range(max(1, events // 500))]

        async def hear() -> None:
            for records in batches:
                await self._hear(records)
            await self._all_sent()

        return await self.side.spends(hear)

    async def carried(self, events: int) -> Spent:
        """The relay alone: so many rows that are committed at once leave."""
        rows = [dict(zip(_COLUMNS, outbox_row(Person(n + 1).goal()), strict=True)) for n in range(events)]
        records = [tuple({**row, "topic": _TOPIC}.values()) for row in rows]
        transaction = self.side.owner.transaction()
        await transaction.start()
        await self.side.owner.copy_records_to_table("outbox", records=records, columns=_COLUMNS)

        async def drain() -> None:
            self._said += events
            await transaction.commit()
            self.side.parts.wake.heard("outbox")
            await self._all_sent()

        return await self.side.spends(drain)

    async def dead(self) -> dict[str, int]:
        """Versions of rows that nobody but the snapshot can see, by PostgreSQL's own count."""
        await self.side.owner.execute("ANALYZE outbox, subjects")
        found = await self.side.owner.fetch("SELECT relname, n_dead_tup FROM pg_stat_user_tables")
        return {row["relname"]: row["n_dead_tup"] for row in found if row["relname"] in ("outbox", "subjects")}

    async def _hear(self, records: list[Record]) -> None:
        # Each of them is told of, and that it was is one event.
        self._said += len(records)
        await self.side.parts.reader.read(records)

    async def _all_sent(self) -> None:
        await until(lambda: sent(self.side.parts, _TOPIC) >= self._said)

    def _records(self, number: int) -> list[Record]:
        made = []
        for n in (next(self._numbers) for _ in range(number)):
            key, value, headers = to_kafka(Person(1 + n % self._citizens).goal())
            made.append(Record("kraftcenter.events", 0, n, key, headers, value))
        return made


@asynccontextmanager
async def _snapshot(side: Side) -> AsyncIterator[None]:
    """Held on a connection of its own, which the server does not end."""
    async with side.parts.pool.acquire() as connection:
        await connection.execute("SET idle_in_transaction_session_timeout = 0")
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.fetchval("SELECT count(*) FROM subjects")
            yield
