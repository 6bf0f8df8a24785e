"""How a row is judged: its goal is the least or the most that its figure may be."""

from collections.abc import Mapping
from typing import Any

from benchmarks.pairing import Pair
from benchmarks.results import Floor, Row


def at_least(name: str, row: str, goal: float, pair: Pair, *, floor: Floor | None = None, **detail: Any) -> Row:
    """Judged by the pair's ratio. `floor` is given where the goal is known to be out of reach."""
    return Row(name, row, f"≥ {goal:g}", pair.ratio, pair.ratio >= goal, pair.detail(**detail), floor)


def at_most(name: str, row: str, goal: float, pair: Pair, *, floor: Floor | None = None, **detail: Any) -> Row:
    """Judged by the pair's ratio. `floor` is given where the goal is known to be out of reach."""
    return Row(name, row, f"≤ {goal:g}", pair.ratio, pair.ratio <= goal, pair.detail(**detail), floor)


def all_at_most(name: str, row: str, goal: float, pairs: Mapping[str, Pair], **detail: Any) -> Row:
    """Judged by the worst of several ratios. `pairs` are larger against smaller, by what was measured."""
    ratios = {what: pair.ratio for what, pair in pairs.items()}
    worst = max(ratios.values())
    told = {
        "ratios": {what: round(ratio, 3) for what, ratio in ratios.items()},
        "why": ", ".join(f"{what} {ratio:.2f}" for what, ratio in ratios.items()),
        **{what: pair.detail() for what, pair in pairs.items()},
        **detail,
    }
    return Row(name, row, f"≤ {goal:g}", worst, worst <= goal, told)
