"""Where a stream has come to: a snapshot of the database, and how far into what came after it."""

import re
from dataclasses import dataclass

_SNAPSHOT = r"\d{1,20}:\d{1,20}:[\d,]{0,4000}"
_POSITION = re.compile(rf"({_SNAPSHOT})(?:_({_SNAPSHOT})_(\d{{1,18}}))?")


@dataclass(frozen=True, slots=True)
class Position:
    """Everything that `seen` could see has been sent; of what only `window` can see, everything up to `seq`.

    A sequence number alone would pass over a row whose transaction commits after a later one's.
    """

    seen: str
    window: str | None = None
    seq: int = 0

    def __str__(self) -> str:
        return self.seen if self.window is None else f"{self.seen}_{self.window}_{self.seq}"


def parse(text: str) -> Position | None:
    """None for what is no position."""
    match = _POSITION.fullmatch(text)
    if match is None:
        return None
    return Position(match[1], match[2], int(match[3] or 0))
