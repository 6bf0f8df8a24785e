"""What the apps know: every report they made, every answer they got to it, and the lives the reports are about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.faults.load.life import Life
from tests.integration.intake.writer import At

Door = Literal["http", "batch", "kafka"]
Status = Literal["accepted", "waiting", "refused"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as it came. `at` is the wall clock's, in seconds; `errors` the pointers of a refusal."""

    at: float
    door: Door
    status: Status
    receipt_id: str | None
    errors: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """One report and what became of it, as far as its app can tell.

    `fact` is `noun.fact`; `event` as it stands on the wire. `sent_at` is when it was first sent (wall clock), None
    before. `tries` counts sendings, `places` the records written of it. Of a record its answers are kept by the Kafka
    door as well, where they are held against "one answer per record".
    """

    id: str
    fact: str
    citizen: str
    app: str
    service: str
    event: Mapping[str, Any]
    sent_at: float | None = None
    tries: int = 0
    places: list[At] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def status(self) -> Status | None:
        """As its app knows it: the last answer that says more than `waiting`. None before any answer."""
        for answer in reversed(self.answers):
            if answer.status != "waiting":
                return answer.status
        return "waiting" if self.answers else None

    @property
    def answered_in(self) -> float | None:
        """Seconds from the first sending to the first answer."""
        return self.answers[0].at - self.sent_at if self.answers and self.sent_at is not None else None


@dataclass(slots=True)
class Journal:
    """`lives` by citizen."""

    reports: dict[str, Report] = field(default_factory=dict)
    lives: dict[str, Life] = field(default_factory=dict)

    def add(self, report: Report) -> Report:
        self.reports[report.id] = report
        return report

    def of(self, citizen: str) -> list[Report]:
        return [report for report in self.reports.values() if report.citizen == citizen]
