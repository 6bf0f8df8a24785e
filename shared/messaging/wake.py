"""Tells who waits for new rows that there are some: at once inside the process, coalesced to other processes.

A NOTIFY inside the writing transaction doubles what the write costs under load; this one is sent beside it, at most
every 20 ms. It is a hint alone: everyone who waits also looks by himself now and then.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

import asyncpg

from shared.postgres import Pool, is_infrastructure, retry_delays

CHANNELS = ("outbox", "notices", "deliveries", "webhooks", "rules")
_ALIVE = 5.0
_SPACING = 0.02
# Nobody waits for a hint to be on disk, and the write that it follows is not to queue behind it for the disk.
_NOTIFY = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(c, '') FROM unnest($1::text[]) AS c"


class Wake:
    """Bells by channel name. A channel is a PostgreSQL notification channel too."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._bells: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._due: set[str] = set()
        self._sender: asyncio.Task[None] | None = None

    def ring(self, channel: str) -> None:
        """New rows are committed: wakes waiters here now, and in other processes within the spacing."""
        self.heard(channel)
        self._due.add(channel)
        if self._sender is None or self._sender.done():
            self._sender = asyncio.get_running_loop().create_task(self._send())

    def heard(self, channel: str) -> None:
        """Wakes the waiters of this process only."""
        for bell in self._bells[channel]:
            bell.set()

    def bell(self, channel: str) -> asyncio.Event:
        """A waiter's own bell; give it back with `silence`."""
        bell = asyncio.Event()
        self._bells[channel].add(bell)
        return bell

    def silence(self, channel: str, bell: asyncio.Event) -> None:
        self._bells[channel].discard(bell)

    async def listen(self, connect: Callable[[], Awaitable["asyncpg.Connection[asyncpg.Record]"]]) -> None:
        """Passes other processes' hints on to the waiters here, until cancelled; without a connection they poll."""
        delays = retry_delays()
        while True:
            try:
                connection = await connect()
                try:
                    for channel in CHANNELS:
                        await connection.add_listener(channel, lambda *heard: self.heard(str(heard[2])))
                    delays = retry_delays()
                    while not connection.is_closed():
                        await connection.fetchval("SELECT 1")
                        await asyncio.sleep(_ALIVE)
                finally:
                    connection.terminate()
            except Exception as error:
                if not is_infrastructure(error):
                    raise
            await asyncio.sleep(next(delays))

    async def _send(self) -> None:
        while self._due:
            await asyncio.sleep(_SPACING)
            due, self._due = self._due, set()
            try:
                async with self._pool.acquire(timeout=_ALIVE) as connection:
                    await connection.execute(_NOTIFY, sorted(due))
            except Exception as error:
                # Lost hints cost the others one poll, nothing more.
                if not is_infrastructure(error):
                    raise


async def wait(bell: asyncio.Event, seconds: float) -> None:
    """Until the bell rings or the time is up, whichever is first."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        pass
    bell.clear()
