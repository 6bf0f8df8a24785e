"""One report, one handler, one outcome."""

from typing import Any

from shared.contracts.answer import Refused, Waits
from shared.contracts.event import Cause
from shared.contracts.report import Report
from shared.intake.reports import Reports
from shared.messaging.work import SubjectWork
from shared.telemetry import Span, start_span, traceparent_of


def begin(report: Report[Any], work: SubjectWork, traceparent: str | None) -> Span:
    """The decision's span below `traceparent`, which the caller ends; all that follows is caused by the report."""
    span = start_span(
        traceparent,
        f"decide {report.type}",
        attributes={"samspil.event_type": report.type, "samspil.report_id": str(report.id)},
    )
    work.cause = cause_of(report, traceparent_of(span))
    return span


def cause_of(report: Report[Any], traceparent: str | None) -> Cause:
    """What events that come of the report name as their cause."""
    return Cause(report.id, report.time, report.reporter.department, None, traceparent)


async def handle(reports: Reports, report: Report[Any], work: SubjectWork, *, waits_itself: str | None = None) -> None:
    """Lets the handler decide. Raises `Refused` or `Waits`.

    A report refused for what it names waits instead while another report about the same subject waits that names it
    too: the two stand or fall together. `waits_itself` is the id of the report's own place among the waiting.
    """
    handler = reports.handler(report.type)
    if handler is None:
        raise LookupError("a report was let in that nobody handles")
    try:
        await handler(report, work)
    except Refused as refused:
        if refused.status == 409 or not _rests_on_another(report, work, waits_itself):
            raise
        raise Waits from refused


def _rests_on_another(report: Report[Any], work: SubjectWork, itself: str | None) -> bool:
    names = frozenset(map(str, report.data.named_ids()))
    for item in work.waiting:
        if str(item.id) == itself:
            # Only what came before: what came after rests on this one.
            return False
        if item.kind == "report" and names & item.names:
            return True
    return False


def unknown_citizen() -> Refused:
    """The answer to a report about somebody who is erased: as if they had never been known."""
    return Refused("unknown-citizen", "Borgeren kendes ikke.", pointer="/subject")
