"""Rows whose goal is a ceiling, with several measures behind the one figure: the worst is judged."""

from collections.abc import Mapping
from typing import Any

from benchmarks.pairing import Pair
from benchmarks.results import Row


def ceiling(name: str, row: str, goal: float, pairs: Mapping[str, Pair], **detail: Any) -> Row:
    """`pairs` are larger against smaller, by what was measured."""
    ratios = {what: pair.ratio for what, pair in pairs.items()}
    worst = max(ratios, key=lambda what: ratios[what])
    told = {
        "ratios": {what: round(ratio, 3) for what, ratio in ratios.items()},
        "why": ", ".join(f"{what} {ratio:.2f}" for what, ratio in ratios.items()),
        **{what: pair.detail() for what, pair in pairs.items()},
        **detail,
    }
    return Row(name, row, f"≤ {goal}", ratios[worst], ratios[worst] <= goal, told)
