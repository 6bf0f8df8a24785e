"""Bells."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared.messaging.wake import Wake, wait


class Pool:
    """Notes what is notified; each statement says that it has begun, and ends when it is let."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.begun, self.let = asyncio.Event(), asyncio.Event()
        self.let.set()

    @asynccontextmanager
    async def acquire(self, timeout: float) -> AsyncIterator["Pool"]:  # noqa: ASYNC109 (as asyncpg's)
        yield self

    async def execute(self, _: str, channels: list[str]) -> None:
        self.begun.set()
        await self.let.wait()
        self.told.append(channels)


def a_wake() -> tuple[Wake, Pool]:
    pool: Any = Pool()
    return Wake(pool), pool


async def _told(wake: Wake, pool: Pool) -> list[list[str]]:
    """What has been notified once nothing more is to be."""
    assert wake._sender is not None
    async with asyncio.timeout(10):
        await wake._sender
    return pool.told


async def test_a_ring_wakes_its_channel_at_once() -> None:
    """Waiters of the channel are woken, each by its own bell; those of another are not, nor who went away."""
    wake, _ = a_wake()
    mine, also, other, gone = wake.bell("outbox"), wake.bell("outbox"), wake.bell("notices"), wake.bell("outbox")
    wake.silence("outbox", gone)
    wake.ring("outbox")
    assert [bell.is_set() for bell in (mine, also, other, gone)] == [True, True, False, False]


async def test_a_burst_is_one_hint() -> None:
    """A NOTIFY per commit would double its cost: many rings become one."""
    wake, pool = a_wake()
    for _ in range(100):
        wake.ring("outbox")
    wake.ring("notices")
    assert await _told(wake, pool) == [["notices", "outbox"]]


async def test_a_ring_while_a_hint_is_sent() -> None:
    """It is sent next, not forgotten."""
    wake, pool = a_wake()
    pool.let.clear()
    wake.ring("outbox")
    async with asyncio.timeout(10):
        await pool.begun.wait()
    wake.ring("notices")
    pool.let.set()
    assert await _told(wake, pool) == [["outbox"], ["notices"]]


async def test_waiting_ends_by_itself() -> None:
    """A lost hint costs one poll; a heard one is used up."""
    bell = asyncio.Event()
    await wait(bell, 0.01)
    bell.set()
    async with asyncio.timeout(1):
        await wait(bell, 10)
    assert not bell.is_set()
