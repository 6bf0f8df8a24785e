"""Two things measured in turns (A B A B …), so that a machine that warms, cools or is shared bears on both alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

REPEATS = 5

Measure = Callable[[], Awaitable[float]]
"""One run; gives one number, in the same unit as its counterpart's."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The values of both sides in the order they were measured."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the turns' own ratios: each turn's two sides ran next to each other."""
        return median(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    def detail(self, **more: Any) -> dict[str, Any]:
        """As it stands in the JSON."""
        ours, theirs = list(self.ours), list(self.theirs)
        return {"ours": ours, "theirs": theirs, "medians": [median(ours), median(theirs)], **more}


async def in_turns(ours: Measure, theirs: Measure, repeats: int = REPEATS, *, warm_up: bool = True) -> Pair:
    """Measures both `repeats` times, in turns; a first run of each is thrown away where `warm_up`."""
    if warm_up:
        await ours()
        await theirs()
    values = [(await ours(), await theirs()) for _ in range(repeats)]
    return Pair(tuple(a for a, _ in values), tuple(b for _, b in values))
