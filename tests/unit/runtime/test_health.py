"""Ready means able to work: reads that succeed are not enough."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from shared.runtime.health import _reasons


class Database:
    """A connection and its pool: asked for more than fits its memory, it needs room on its disk."""

    def __init__(self) -> None:
        self.full = False
        self.memory = ""

    @asynccontextmanager
    async def acquire(self, timeout: float) -> AsyncIterator["Database"]:  # noqa: ASYNC109 (as asyncpg's)
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield

    async def execute(self, statement: str) -> None:
        self.memory = statement

    async def fetchval(self, _: str) -> int:
        if self.full and self.memory:
            raise asyncpg.DiskFullError("could not write to temporary file")
        return 1


class Parts:
    """Everything but the database is well."""

    reading = True
    subscriptions = ()

    def __init__(self) -> None:
        self.pool = Database()
        self.verifier: Any = self

    async def unready(self) -> None:
        """The issuer's keys are there."""


async def test_a_full_disk_is_no_readiness() -> None:
    """Readiness is false while what is reported cannot be kept, also where nobody reports; and true again by itself."""
    parts = Parts()
    assert await _reasons(parts) == {}
    parts.pool.full = True
    assert await _reasons(parts) == {"postgres": "DiskFullError"}
    parts.pool.full = False
    assert await _reasons(parts) == {}
