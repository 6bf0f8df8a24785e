"""Many rows into many tables in one statement.

A decision collects its writes while it runs and sends them together: one round trip, one implicit transaction, and,
where a guard is given, all or nothing by a single row's revision. Parts of one statement do not see each other's rows:
one row must be written by one effect alone.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One way of writing rows to one table.

    `template` is the SQL of a data-modifying statement in which `{rows}` stands where the rows are read from (as `r`,
    with `columns` and `ord`; one table to FROM, JOIN and USING alike), so that a guard can be joined in. Column types
    are scalar: `unnest` would flatten an array, so a list is kept as jsonb. Names come from code alone, values always
    travel as parameters: an array a column, of one value where it is alike in every row. The first column, which tells
    how many rows there are, is always sent whole.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    template: str

    def sql(self, first: int, guard: str) -> str:
        """The statement, its parameters numbered from `first`; `guard` names a CTE that must have a row, or is ""."""
        arrays = [f"${first + n}::{kind}[]" for n, (_, kind) in enumerate(self.columns)]
        names = [f'"{name}"' for name, _ in self.columns]
        values = [f"s.{names[0]}", *map(_one_or_each, arrays[1:], names[1:])]
        rows = (
            f"(SELECT {', '.join(values)}, s.ord "  # noqa: S608 (names from code)
            f"FROM unnest({', '.join(arrays)}) WITH ORDINALITY AS s({', '.join(names)}, ord)) AS r"
        )
        return self.template.replace("{rows}", f"(SELECT r.* FROM {rows}, {guard}) AS r" if guard else rows)  # noqa: S608 (names from code)


def upsert(table: str, key: Sequence[str], **columns: str) -> Effect:
    """Rows are inserted, or replace the row with the same key."""
    names = _names(columns)
    others = [c for c in columns if c not in key]
    action = "DO UPDATE SET " + ", ".join(f'"{c}" = excluded."{c}"' for c in others) if others else "DO NOTHING"
    return Effect(
        f"upsert_{table}",
        tuple(columns.items()),
        f"INSERT INTO {table} ({names}) SELECT {_names(columns, 'r.')} FROM {{rows}} ORDER BY ord "  # noqa: S608 (names from code)
        f"ON CONFLICT ({_names(key)}) {action}",
    )


def insert(table: str, *, ignore_known: bool = False, **columns: str) -> Effect:
    """Rows are new, in the order given; a known key is an error, or passed over where `ignore_known`."""
    return Effect(
        f"insert_{table}",
        tuple(columns.items()),
        f"INSERT INTO {table} ({_names(columns)}) SELECT {_names(columns, 'r.')} FROM {{rows}} ORDER BY ord"  # noqa: S608 (names from code)
        + (" ON CONFLICT DO NOTHING" if ignore_known else ""),
    )


def update(table: str, key: Sequence[str], **columns: str) -> Effect:
    """Some columns of rows that exist; a row that does not is passed over."""
    sets = ", ".join(f'"{c}" = r."{c}"' for c in columns if c not in key)
    return Effect(
        f"update_{table}_{'_'.join(c for c in columns if c not in key)}",
        tuple(columns.items()),
        f"UPDATE {table} AS t SET {sets} FROM {{rows}} WHERE {_same(key)}",  # noqa: S608 (names from code)
    )


def delete(table: str, **key: str) -> Effect:
    """Rows by their key; one that is gone already is passed over."""
    return Effect(
        f"delete_{table}",
        tuple(key.items()),
        f"DELETE FROM {table} AS t USING {{rows}} WHERE {_same(key)}",  # noqa: S608 (names from code)
    )


def _one_or_each(array: str, name: str) -> str:
    return f"CASE cardinality({array}) WHEN 1 THEN ({array})[1] ELSE s.{name} END AS {name}"


def _same(key: Iterable[str]) -> str:
    return " AND ".join(f't."{k}" = r."{k}"' for k in key)


def _names(columns: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{c}"' for c in columns)


class Writes:
    """The rows a decision wants written, by effect and key; a second row for one key replaces the first.

    (PostgreSQL refuses to upsert one row twice in a statement.)
    """

    def __init__(self) -> None:
        self._rows: dict[Effect, dict[Hashable, Row]] = {}

    def __bool__(self) -> bool:
        return any(self._rows.values())

    def put(self, effect: Effect, key: Hashable, row: Row) -> Row | None:
        """Adds the row and returns the one it replaced, so that a caller can take it back."""
        rows = self._rows.get(effect)
        if rows is None:
            rows = self._rows[effect] = {}
        old = rows.get(key)
        rows[key] = row
        return old

    def row(self, effect: Effect, key: Hashable) -> Row | None:
        """The row to be written under this key, None where there is none."""
        return self._rows.get(effect, {}).get(key)

    def drop(self, effect: Effect, key: Hashable) -> Row | None:
        """Leaves out the row with this key, and returns it where there was one."""
        return self._rows.get(effect, {}).pop(key, None)

    def take_back(self, effect: Effect, key: Hashable, old: Row | None) -> None:
        """Undoes a `put`."""
        if old is None:
            self._rows[effect].pop(key, None)
        else:
            self._rows[effect][key] = old

    def statement(self, guard_sql: str = "", guard_args: Sequence[Any] = ()) -> tuple[str, list[Any]] | None:
        """One SQL statement for everything, and its arguments; None where there is nothing to write.

        `guard_sql` is a statement that returns one row where the writes may happen and none where they may not; the
        whole statement then returns the number of rows the guard gave.
        """
        used = sorted((effect for effect, rows in self._rows.items() if rows), key=lambda effect: effect.name)
        if not used and not guard_sql:
            return None
        args: list[Any] = list(guard_args)
        for effect in used:
            first, *others = zip(*self._rows[effect].values(), strict=True)
            args.append(first)
            args.extend(map(_sent, others))
        return _sql(tuple(used), guard_sql, len(guard_args)), args


def _sent(column: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """One value where all are alike, or one null: what each costs the driver is most of what a row costs it."""
    value = column[0]
    if value != column[-1] or column.count(value) < len(column):
        return column
    return None if value is None else column[:1]


@lru_cache(maxsize=500)
def _sql(effects: tuple[Effect, ...], guard_sql: str, guard_args: int) -> str:
    parts = [f"guard AS ({guard_sql})"] if guard_sql else []
    first = guard_args + 1
    for n, effect in enumerate(effects):
        parts.append(f"w{n} AS ({effect.sql(first, 'guard' if guard_sql else '')})")
        first += len(effect.columns)
    return f"WITH {', '.join(parts)} SELECT " + ("count(*) FROM guard" if guard_sql else "1")  # noqa: S608 (the parts' values are parameters)
