"""How long things took, as the apps and the topics tell: to the answer, and to everybody having been told."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tests.faults.load import Report
from tests.faults.oracle import History
from tests.faults.oracle.model import TOLD_OF

FACTOR = 2.0
"""Nobody is slowed as long as the slowest hundredth takes at most twice as long, or a slack more than before."""

SLACK_S, QUICK_SLACK_S = 0.25, 0.5
"""Where all runs on one machine, less than that is its own noise; the short form has few to compare."""


class Window(NamedTuple):
    """From and until, on the wall clock."""

    since: float
    until: float

    def holds(self, report: Report) -> bool:
        return report.sent_at is not None and self.since <= report.sent_at < self.until


def sent_in(windows: Collection[Window], reports: Iterable[Report]) -> list[Report]:
    """Those first sent in any of the windows."""
    return [report for report in reports if any(window.holds(report) for window in windows)]


def answered_in(reports: Iterable[Report]) -> list[float]:
    """Seconds from the first sending to the first answer, of each that was answered."""
    return [report.answered_in for report in reports if report.answered_in is not None]


def told_in(history: History, reports: Iterable[Report]) -> list[float]:
    """Seconds from the first sending to the record that says everybody was told, of each that was told of."""
    events = history.events().values()
    told = {str(event.data["event_id"]): event.at for event in events if event.type == TOLD_OF}
    at = {event.causation: told[event.id] for event in events if event.id in told}
    return [at[report.id] - report.sent_at for report in reports if report.id in at and report.sent_at is not None]


def p99(seconds: Collection[float]) -> float:
    """The time within which 99 of 100 were done; 0.0 of none at all."""
    ordered = sorted(seconds)
    return round(ordered[max(-(-len(ordered) * 99 // 100) - 1, 0)], 3) if ordered else 0.0


def slowed(before: float, during: float, slack: float) -> bool:
    """Whether that is more than the bound allows."""
    return during > max(before * FACTOR, before + slack)


def slack(*, quick: bool) -> float:
    return QUICK_SLACK_S if quick else SLACK_S
