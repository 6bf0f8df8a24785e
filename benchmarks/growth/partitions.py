"""What an event costs on a topic of one partition, and of twenty-four."""

from contextlib import AsyncExitStack

from benchmarks.growth.line import Line
from benchmarks.growth.sides import Spent
from benchmarks.judging import all_at_most
from benchmarks.pairing import Pair
from benchmarks.place import Place
from benchmarks.results import Row

NAME = "partitions"
GOAL = 1.2
FEW, MANY = 1, 24


async def row(place: Place) -> Row:
    """By the processor's time of the service and of its PostgreSQL sessions: Kafka's own is not counted."""
    events = place.size(10_000, 200)
    sides: dict[int, list[tuple[Spent, Spent]]] = {MANY: [], FEW: []}
    for turn in range(-1 if not place.small else 0, place.repeats):
        for partitions, found in sides.items():
            async with AsyncExitStack() as stack:
                line = await stack.enter_async_context(Line.open(place, f"partitions-{partitions}", partitions))
                spent = await line.carry(events), await line.hear(events)
            if turn >= 0:
                found.append(spent)
    halves = {"relay": 0, "reader": 1}
    cpu = {
        half: Pair(*(tuple(s[n].cpu / events for s in some) for some in sides.values())) for half, n in halves.items()
    }
    wall = {
        half: round(Pair(*(tuple(s[n].wall for s in some) for some in sides.values())).ratio, 3)
        for half, n in halves.items()
    }
    return all_at_most("cost per event: partitions 1 → 24, against itself", NAME, GOAL, cpu, by_the_clock=wall)
