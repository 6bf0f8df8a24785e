"""The service's own reading, from the first record until every offset is committed."""

import asyncio
import gc
import time

from benchmarks.consumer.load import SERVICE, TOPIC, Load
from shared.runtime.parts import Parts
from shared.runtime.serve import collect_rarely

_PATIENCE = 120.0


async def heard(load: Load, number: int) -> float:
    """Events a second. The clock starts after the first batch, which waits for the group to be joined."""
    await load.write(number)
    async with load.place.parts(SERVICE) as parts:
        gc.collect()
        collect_rarely()
        await parts.broker.start()
        try:
            async with asyncio.timeout(_PATIENCE):
                first, began = await _read(parts, 1), time.perf_counter()
                await _read(parts, number)
                while any([any((await one.lag()).values()) for one in parts.subscriptions]):  # noqa: ASYNC110 (nobody rings)
                    await asyncio.sleep(0.002)
                seconds = time.perf_counter() - began
        finally:
            await parts.broker.stop()
        await _check(parts, number)
    return (number - first) / seconds if number > first else number / seconds


async def _read(parts: Parts, number: int) -> int:
    """Waits until so many records have taken effect, as the service's own counter says."""
    while (read := int(parts.metrics.events_read.labels(TOPIC)._value.get())) < number:  # noqa: ASYNC110 (as above)
        await asyncio.sleep(0.002)
    return read


async def _check(parts: Parts, number: int) -> None:
    """Nothing was left out: two notices and one event to publish for each."""
    counts = await parts.pool.fetchrow(
        "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM events), "
        "(SELECT count(*) FROM notices) / 2, (SELECT count(*) FROM outbox)"
    )
    if counts is None or set(counts.values()) != {number}:
        raise RuntimeError("not everything that was read took effect")
