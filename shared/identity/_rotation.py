"""A new wrapping key takes over: every wrapped key is wrapped anew under it, so that the old one can be dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asyncpg import Record

from shared.identity._keys import WRAPPED, Keyring, Unreadable
from shared.postgres import Pool, transaction

_BATCH = 500
_ID = 16


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A column of wrapped keys. `key` is the table's primary key; `owner` the column whose id a key is wrapped for.

    Without `owner` the column holds an envelope: the id, the key wrapped for it, and what that key opens. `passing`:
    what cannot be opened any more may lie there, as it is good for hours alone.
    """

    table: str
    column: str
    key: tuple[str, ...]
    owner: str | None = None
    passing: bool = False


WRAPS = (Wrapped("citizen_keys", "wrapped", ("citizen_id",), "citizen_id"),)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What stands under the newest key now: `seen` in all, of which `rewrapped` did not before. `unreadable` are under
    none of the keys given."""

    seen: int
    rewrapped: int
    unreadable: int


async def rotate(pool: Pool, keyring: Keyring, columns: Iterable[Wrapped]) -> Rotated:
    """Wraps anew, in short transactions, what stands under an earlier key; the keys themselves, and all that is sealed
    under them, stay as they are.

    Stopped half-way, it goes on when it is run again. Gone over until nothing is left, as a service that runs may have
    written meanwhile. A row that changes at the same moment keeps what it was changed to.
    """
    seen = rewrapped = unreadable = 0
    for column in columns:
        while True:
            passed = await _once(pool, keyring, column)
            rewrapped += passed.rewrapped
            if not passed.rewrapped:
                seen, unreadable = seen + passed.seen, unreadable + passed.unreadable
                break
    return Rotated(seen, rewrapped, unreadable)


async def _once(pool: Pool, keyring: Keyring, column: Wrapped) -> Rotated:
    seen = rewrapped = unreadable = 0
    after: Sequence[Any] = ()
    first, following, update = _statements(column)
    while True:
        async with transaction(pool) as connection:
            rows = await connection.fetch(following, *after) if after else await connection.fetch(first)
            changed = []
            for row in rows:
                seen += 1
                try:
                    anew = _anew(keyring, column, row)
                except Unreadable:
                    unreadable += not column.passing
                    continue
                if anew is not None:
                    changed.append((anew, row["held"], *(row[name] for name in column.key)))
            if changed:
                await connection.executemany(update, changed)
                rewrapped += len(changed)
        if len(rows) < _BATCH:
            return Rotated(seen, rewrapped, unreadable)
        after = [rows[-1][name] for name in column.key]


def _anew(keyring: Keyring, column: Wrapped, row: Record) -> bytes | None:
    held: bytes = row["held"]
    if column.owner is not None:
        return keyring.rewrapped(held, row["owner"])
    anew = keyring.rewrapped(held[_ID : _ID + WRAPPED], UUID(bytes=held[:_ID]))
    return None if anew is None else held[:_ID] + anew + held[_ID + WRAPPED :]


def _statements(column: Wrapped) -> tuple[str, str, str]:
    """The first page, the page after a row, and the change of one that is as it was. Names come from code alone."""
    key = ", ".join(column.key)
    owner = "NULL" if column.owner is None else column.owner
    held = column.column
    page = f"SELECT {key}, {owner} AS owner, {held} AS held FROM {column.table} WHERE {held} IS NOT NULL"  # noqa: S608
    order = f" ORDER BY {key} LIMIT {_BATCH}"
    places = ", ".join(f"${n}" for n in range(1, len(column.key) + 1))
    mine = " AND ".join(f"{name} = ${n}" for n, name in enumerate(column.key, 3))
    return (
        page + order,
        f"{page} AND ({key}) > ({places}){order}",
        f"UPDATE {column.table} SET {held} = $1 WHERE {held} = $2 AND {mine}",  # noqa: S608
    )
