"""The loop's stages, each with the machine to itself: taking reports in, and telling of what was published."""

import asyncio
import time

from benchmarks.intake.sides import Ours
from benchmarks.loop.journey import TELLING, forget
from benchmarks.place import Place
from benchmarks.serving import Serving
from benchmarks.traces import OFF

_PATIENCE = 180.0
# Of an event's notices the first: they are written together.
_TOLD = "SELECT min(created_at) FROM notices GROUP BY event_id ORDER BY 1"


async def slowest(place: Place, number: int) -> tuple[float, dict[str, float]]:
    """Events a second of the slower stage, and of each. What the first has published is what the second tells of."""
    await forget(place)
    async with Ours.open(place, **OFF) as intake:
        taken_in = await intake.by_the_hundred(number)
    async with Serving.open(place, TELLING, **OFF):
        told = await _told(place, number)
    return min(taken_in, told), {"intake": taken_in, "telling": told}


async def _told(place: Place, number: int) -> float:
    """By the database's clock. The first tenth is left out: it was read while the service still started."""
    until = time.monotonic() + _PATIENCE
    async with place.owner(TELLING) as connection:
        while True:
            times = [row[0] for row in await connection.fetch(_TOLD)]
            if len(times) >= number:
                break
            if time.monotonic() > until:
                raise TimeoutError(f"of {number} events {len(times)} are told")
            await asyncio.sleep(0.2)
    first = len(times) // 10
    passed: float = (times[-1] - times[first]).total_seconds()
    return (len(times) - 1 - first) / max(1e-6, passed)
