"""The rows as a table for people."""

import sys
from collections.abc import Iterable

from benchmarks.results import Row

_WIDTHS = (84, 7, 7, 9)


def head() -> None:
    _line("what, against what", "goal", "figure", "met")
    _line(*("-" * width for width in _WIDTHS))


def show(row: Row) -> None:
    """One line, and below it what stands in its detail in words."""
    figure = "-" if row.figure is None else f"{row.figure:.2f}"
    met = {True: "yes", False: "no: floor" if row.excused else "NO", None: "-"}[row.met]
    _line(row.name, row.goal, figure, met)
    if row.floor is not None and row.met is False:
        word = "most" if row.wants_little else "least"
        _print(f"  floor: {row.floor.section} in docs/performance.md; at {word} {row.floor.bound:g}")
    for name in ("medians", "why"):
        if name in row.detail:
            _print(f"  {name}: {_plain(row.detail[name])}")


def summary(rows: Iterable[Row]) -> None:
    judged = [row for row in rows if row.met is not None]
    excused = sum(row.excused for row in judged)
    floors = f", {excused} held by a floor" if excused else ""
    _print(f"{sum(bool(row.met) for row in judged)} of {len(judged)} goals met{floors}")


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(one) for one in value)
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def _line(*cells: str) -> None:
    padded = (f"{cell:<{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))
    _print("  ".join(padded).rstrip())


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
