"""Connections, and the one way to a transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.postgres._arrays import tell_arrays_by_type

if TYPE_CHECKING:
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    # asyncpg's classes are generic in its stubs alone; frameworks evaluate these names at run time.
    Pool: TypeAlias = asyncpg.Pool
    Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy

_CONNECT_SECONDS = 10.0
_CLIENT_GRACE_SECONDS = 5.0


async def open_pool(
    url: str,
    *,
    application_name: str,
    min_size: int = 2,
    max_size: int = 10,
    statement_timeout: float = 30.0,
    idle_in_transaction_timeout: float = 15.0,
) -> Pool:
    """A pool whose sessions are READ COMMITTED, in UTC, and let go of what a frozen owner holds.

    Timeouts are in seconds; 0 switches one off. A statement that the server does not answer at all (frozen, half-open
    connection) raises TimeoutError five seconds after `statement_timeout`. `jsonb` is read and written as text.
    What a session is told to keep beyond its transaction (`SET`, `LISTEN`, session locks) is not taken back when the
    connection is given back: whoever needs that opens a connection of its own.

    Raises what `is_infrastructure` recognises while the database cannot be reached.
    """
    tell_arrays_by_type()
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        timeout=_CONNECT_SECONDS,
        reset=_nothing_to_reset,
        command_timeout=statement_timeout + _CLIENT_GRACE_SECONDS if statement_timeout else None,
        server_settings={
            "application_name": application_name,
            "default_transaction_isolation": "read committed",
            "idle_in_transaction_session_timeout": _milliseconds(idle_in_transaction_timeout),
            "statement_timeout": _milliseconds(statement_timeout),
            "timezone": "UTC",
            # Compiling a short statement costs more than running it, and comes as a rare pause of 100 ms.
            "jit": "off",
        },
    )


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection inside a transaction: commits on the way out, rolls back when the block raises.

    Waits at most ten seconds for a free connection (TimeoutError, which is infrastructure).
    """
    async with pool.acquire(timeout=_CONNECT_SECONDS) as connection, connection.transaction():
        yield connection


async def _nothing_to_reset(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Saves each use of a connection a round trip; asyncpg itself ends a transaction that was left open."""


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))
