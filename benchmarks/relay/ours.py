"""The relay itself, as the chassis wires it, from a full outbox to an empty one."""

import asyncio
import time

import asyncpg

from benchmarks.place import Place
from benchmarks.relay.load import SERVICE, Load
from shared.messaging.relay import Relay
from shared.runtime.kafka import make_producer
from shared.runtime.parts import Parts

_PATIENCE = 120.0


async def carried(place: Place, load: Load) -> float:
    """Records a second, from the first look into the outbox until the last row is confirmed and deleted."""
    await place.empty(SERVICE, "outbox")
    await place.fill_outbox(SERVICE, load.rows)
    async with place.parts(SERVICE) as parts:
        seconds = await _drained(parts, len(load.rows))
        left = await parts.pool.fetchval("SELECT count(*) FROM outbox")
    if left:
        raise RuntimeError(f"{left} rows were left in the outbox")
    return len(load.rows) / seconds


async def _drained(parts: Parts, number: int) -> float:
    connected, begin = asyncio.Event(), asyncio.Event()

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        connection = await parts._own_connection()
        connected.set()
        await begin.wait()
        return connection

    relay = Relay(connect, lambda: make_producer(parts.settings), parts.wake, parts.metrics)
    running = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(_PATIENCE):
            await connected.wait()
            began = time.perf_counter()
            begin.set()
            # Noted by the relay itself after each delete; to ask the database would cost it time.
            while parts.metrics.relay_batch._sum.get() < number:  # noqa: ASYNC110 (nobody rings)
                await asyncio.sleep(0.002)
            return time.perf_counter() - began
    finally:
        running.cancel()
        await asyncio.wait([running])
