"""Erasing a citizen (V3): every row about them goes, and a tombstone stays until nobody can bring them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.postgres import Connection

_TOMBSTONE = "INSERT INTO tombstones (citizen_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING"
BY_SUBJECT = "subject = ANY($1::uuid[])"
_ERASED = "SELECT citizen_id FROM tombstones WHERE citizen_id = ANY($1::uuid[])"


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one table about citizens. `whose` says which, the citizens' ids being `$1` (uuid[]); from code alone."""

    table: str
    whose: str = "citizen_id = ANY($1::uuid[])"

    @property
    def sql(self) -> str:
        return f"DELETE FROM {self.table} WHERE {self.whose}"  # noqa: S608 (constants of code)


HELD = (Held("citizen_keys"), Held("access_log"))
"""Keys first: whatever were forgotten would be readable to nobody."""


async def erase(connection: Connection, citizens: Sequence[UUID], held: Iterable[Held]) -> int:
    """Deletes the rows table by table, in the order given, and says how many; leaves a tombstone each.

    To be called in a transaction that holds the subjects' rows: each statement then sees what others had committed.
    Done again, it deletes what a reader that began before has left since.
    """
    if not connection.is_in_transaction():
        raise RuntimeError("a citizen is erased in one transaction")
    await connection.execute(_TOMBSTONE, citizens)
    deleted = 0
    for rows in held:
        deleted += int((await connection.execute(rows.sql, citizens)).rpartition(" ")[2])
    return deleted


async def erased_among(connection: Connection, citizens: Iterable[UUID]) -> frozenset[UUID]:
    """Those of them who have been erased, as far as this service still knows."""
    rows = await connection.fetch(_ERASED, list(citizens))
    return frozenset(row["citizen_id"] for row in rows)
