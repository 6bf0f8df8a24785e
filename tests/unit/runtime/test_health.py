"""Ready means able to work: reads that succeed are not enough."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from shared.messaging.persisting import persist
from shared.runtime.health import _reasons
from shared.telemetry import Metrics


class Database:
    """A connection and its pool; while `full` every write is refused."""

    def __init__(self, *, may_try: bool = True) -> None:
        self.full = True
        self.tried = 0
        self._may_try = may_try

    @asynccontextmanager
    async def acquire(self, timeout: float) -> AsyncIterator["Database"]:  # noqa: ASYNC109 (as asyncpg's)
        yield self

    async def fetchval(self, _: str, **__: Any) -> int:
        return 1

    async def execute(self, _: str, **__: Any) -> None:
        self.tried += 1
        if not self._may_try:
            raise asyncpg.InsufficientPrivilegeError("no temporary tables")
        if self.full:
            raise asyncpg.DiskFullError("could not extend file")


class Issuer:
    async def unready(self) -> None:
        """It is there."""


class Parts:
    """Everything but the database is well."""

    reading = True
    subscriptions = ()
    verifier = Issuer()

    def __init__(self, pool: Database) -> None:
        self.pool = pool
        self.metrics = Metrics()


async def test_a_full_disk_is_no_readiness_until_a_write_succeeds() -> None:
    """Readiness is false while what is reported cannot be kept, and true again by itself."""
    parts = Parts(Database())
    assert await _reasons(parts) == {}
    parts.metrics.note_room(False)
    assert await _reasons(parts) == {"postgres": "DiskFullError"}
    assert b"\nsamspil_database_full 1.0" in parts.metrics.render()
    parts.pool.full = False
    assert await _reasons(parts) == {}
    assert b"\nsamspil_database_full 0.0" in parts.metrics.render()


async def test_nothing_is_written_to_find_out_where_nothing_was_refused() -> None:
    """Asking every few seconds costs the database no more than a read."""
    parts = Parts(Database())
    await _reasons(parts)
    assert parts.pool.tried == 0


async def test_a_role_without_the_right_to_try_is_no_fault() -> None:
    """Production may take temporary tables away: then the next refused write says it again."""
    parts = Parts(Database(may_try=False))
    parts.metrics.note_room(False)
    assert await _reasons(parts) == {}


async def test_whoever_reads_and_is_refused_says_so() -> None:
    """A service that only hears writes, too: its batch is kept and tried again, and its readiness knows why."""
    metrics, refusals = Metrics(), iter([asyncpg.DiskFullError("full")])

    async def act() -> None:
        for refusal in refusals:
            raise refusal

    await persist(act, metrics, "read")
    assert metrics.no_room
