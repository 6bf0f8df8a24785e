"""Which rows there are. Each package of rows names its own in `ROWS`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module

from benchmarks.place import Place
from benchmarks.results import Row

Bench = Callable[[Place], Awaitable[Row]]
"""Measures one row. A row that cannot be had here (a peer that is not installed) says why, and has no figure."""

PACKAGES = ("relay", "consumer", "intake", "loop", "growth")


def registered() -> dict[str, Bench]:
    """Every row by the name it is asked for with, in the order of the table."""
    found: dict[str, Bench] = {}
    for package in PACKAGES:
        rows: Mapping[str, Bench] = import_module(f"benchmarks.{package}").ROWS
        found |= rows
    return found


def chosen(names: Sequence[str]) -> dict[str, Bench]:
    """The rows named, or whose names begin so; all where none is named. Raises LookupError for a name nothing has."""
    rows = registered()
    if not names:
        return rows
    for name in names:
        if not any(row.startswith(name) for row in rows):
            raise LookupError(f"there is no row {name}; there are: {', '.join(rows)}")
    return {row: bench for row, bench in rows.items() if row.startswith(tuple(names))}
