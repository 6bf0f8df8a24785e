"""What an event costs with a thousand waiting, and with half a million."""

from benchmarks.growth.line import Line
from benchmarks.growth.sides import Side, Spent
from benchmarks.judging import all_at_most
from benchmarks.pairing import Pair
from benchmarks.place import Place
from benchmarks.results import Row
from shared.messaging.topics import EVENTS_PARTITIONS
from shared.runtime import gauges

NAME = "backlog"
GOAL = 1.5
_FILL = """
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
SELECT uuidv7(), 'kraftcenter', uuidv7(), 'any', decode(repeat('00', 300), 'hex'), '{}' FROM generate_series(1, $1::int)
"""


async def row(place: Place) -> Row:
    """The relay empties its outbox, of both sizes; the reader reads as many records while the rest stay unread.

    By the processor's time of the service and of its PostgreSQL sessions. What the gauges ask of the database comes on
    top: as often as every instance asks, for as long as the larger backlog takes.
    """
    few, many, times = place.size(1_000, 50), place.size(500_000, 500), place.size(20, 1)
    relay: dict[str, list[float]] = {"large": [], "small": []}
    reader: dict[str, list[float]] = {"large": [], "small": []}
    for _ in range(place.repeats):
        for side, unread in (("large", many), ("small", few)):
            async with Line.open(place, f"backlog-{side}", EVENTS_PARTITIONS) as line:
                # A process that has just come up is slower: neither side is measured while it is.
                await line.carry(few)
                await line.hear(few)
                rounds = 1 if unread == many else times
                carried, heard = Spent(0, 0, 0), Spent(0, 0, 0)
                for _ in range(rounds):
                    carried += await line.carry(unread)
                    heard += await line.hear(min(unread, few * times))
                relay[side].append(carried.cpu / (rounds * unread))
                reader[side].append(heard.cpu / (rounds * min(unread, few * times)))
    pairs = {
        "relay": Pair(tuple(relay["large"]), tuple(relay["small"])),
        "reader": Pair(tuple(reader["large"]), tuple(reader["small"])),
    }
    counted = await _gauges(place, few, many)
    return all_at_most("cost per event: backlog 1k → 500k, against itself", NAME, GOAL, pairs, gauges_ms=counted)


async def _gauges(place: Place, few: int, many: int) -> dict[str, float]:
    """Milliseconds that one look costs, of the service's session in PostgreSQL."""
    looks = place.size(20, 1)
    found: dict[str, float] = {}
    for side, rows in (("large", many), ("small", few)):
        await place.empty("kraftcenter")
        async with Side.open(place, "kraftcenter") as one:
            await one.owner.execute(_FILL, rows)
            await one.owner.execute("VACUUM (ANALYZE) outbox")
            async with one.parts.pool.acquire() as connection:

                async def look() -> None:
                    for _ in range(looks):
                        await connection.fetchrow(gauges.COUNTS)

                await look()
                found[side] = round((await one.spends(look)).postgres / looks * 1000, 3)
    await place.empty("kraftcenter")
    return found
