"""Rows that nobody needs any more, taken away a few at a time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from shared.postgres._pool import Pool, transaction

_BATCH = 1000
_BETWEEN = 0.05


@dataclass(frozen=True, slots=True)
class Leftover:
    """Rows that are kept for a time. `name` is what is counted.

    `sql` deletes at most `$2` rows that have been there for longer than `$1` (interval) by the database's clock, and
    passes over those that others hold. `keep` names the setting with the number of days; without one they are over
    already. Both come from code alone.
    """

    name: str
    sql: str
    keep: str | None = None


def leftover(table: str, old: str, keep: str | None = None) -> Leftover:
    """Rows of one table; `old` is a condition in which `$1` is the time they are kept."""
    some = f"SELECT ctid FROM {table} WHERE {old} LIMIT $2 FOR UPDATE SKIP LOCKED"  # noqa: S608 (from code alone)
    return Leftover(table, f"DELETE FROM {table} WHERE ctid = ANY(ARRAY({some}))", keep)  # noqa: S608 (as above)


async def purge(pool: Pool, what: Leftover, keep: timedelta) -> int:
    """How many rows went. Each thousand in a transaction of its own, so that nobody waits long; any number of instances
    may do it at once."""
    gone = 0
    while True:
        async with transaction(pool) as connection:
            deleted = int((await connection.execute(what.sql, keep, _BATCH)).rpartition(" ")[2])
        gone += deleted
        if deleted < _BATCH:
            return gone
        await asyncio.sleep(_BETWEEN)
