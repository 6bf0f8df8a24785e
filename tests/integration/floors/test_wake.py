"""Who waits for new rows is told: at once here, a moment later in other processes."""

import asyncio
import contextlib

import asyncpg

from shared.messaging.wake import Wake
from shared.postgres import Pool
from shared.runtime import Settings


async def test_another_process_is_woken(ground: Settings, pool: Pool) -> None:
    """A ring here is heard there within a moment, and a ring while a hint is being sent is not forgotten."""
    here, there = Wake(pool), Wake(pool)
    connected = asyncio.Event()

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(ground.database_url.get_secret_value())
        asyncio.get_running_loop().call_later(0.2, connected.set)
        return connection

    listening = asyncio.create_task(there.listen(connect))
    bell = there.bell("notices")
    try:
        async with asyncio.timeout(5):
            await connected.wait()
            for pause in (0.0, 0.02, 0.021, 0.022, 0.1):
                here.ring("outbox")
                await asyncio.sleep(pause)
                here.ring("notices")
                await bell.wait()
                bell.clear()
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
