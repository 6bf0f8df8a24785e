"""Who gets what, and who does not and why, in the words of a page (P3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.notifications.domain.shown import Preview
from services.notifications.web.recipients import Line, lines, over, who


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to "Hvem får hvad at vide?". `problem` says why there is none."""

    recipients: tuple[Line, ...] = ()
    withheld: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    problem: str | None = None

    @classmethod
    def of(cls, preview: Preview, hints: Sequence[str] = ()) -> "Told":
        return cls(
            lines(preview),
            tuple(dict.fromkeys(each.because for each in preview.withheld)),
            tuple(hints),
        )


def told_lines(told: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, bool]]:
    """Of a receipt: who was told, over which channel, and whether it was read."""
    return [(who(t["recipient_kind"], t["department"]), over(t["channel"]), bool(t["read"])) for t in told]
