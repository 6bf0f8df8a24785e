"""Reports that waited: decided when what they wait for is known, refused when their time is up."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from shared.contracts.answer import FieldError, Refused, Waits
from shared.contracts.event import Cause
from shared.contracts.report import Report
from shared.intake.content import report_from
from shared.intake.desk import WAITING
from shared.intake.handling import handle
from shared.intake.receipts import Receipt, decided, put_answer
from shared.intake.reports import Reports
from shared.messaging.waiting import Item, release
from shared.messaging.work import SubjectWork
from shared.telemetry import start_span, trace_id_of, traceparent_of
from shared.timers import Timer, clear_timer

_TIME_UP = "Det, som indberetningen nævner, er ikke blevet kendt i tide."


class ReportsAgain:
    """The retry of kind `report` for `Waiting`."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    async def __call__(self, work: SubjectWork, item: Item) -> bool:
        """True when the report has its final answer, either way."""
        report = _report(work, item)
        span = start_span(
            report.traceparent,
            f"decide {report.type}",
            attributes={"samspil.event_type": report.type, "samspil.report_id": str(report.id)},
        )
        try:
            traceparent = traceparent_of(span)
            work.cause = Cause(report.id, report.time, report.reporter.department, None, traceparent)
            mark, before = work.unit.mark(), len(work.unit.published)
            receipt = _receipt(report, item, trace_id_of(traceparent))
            try:
                await handle(self._reports, report, work, waits_itself=str(item.id))
                receipt = decided(receipt, work.unit.published[before:])
            except Waits:
                return False
            except Refused as refused:
                work.unit.undo(mark)
                errors = refused.errors or (FieldError("", refused.detail),)
                receipt = replace(receipt, status="refused", errors=errors)
            put_answer(work.unit, receipt)
            clear_timer(work, WAITING, item.id)
            return True
        finally:
            span.end()

    async def time_is_up(self, timer: Timer, work: SubjectWork) -> None:
        """Refuses the report, and lets go of it; what rested on it is tried again and refused in turn."""
        for item in work.waiting:
            if item.id == timer.ref:
                report = _report(work, item)
                errors = (FieldError("", _TIME_UP),)
                put_answer(work.unit, replace(_receipt(report, item, None), status="refused", errors=errors))
                release(work, item)
                return


def _report(work: SubjectWork, item: Item) -> Report[Any]:
    words = None if item.private is None else work.unseal(item.private, item.id.bytes)
    return report_from(item.body, words)


def _receipt(report: Report[Any], item: Item, trace_id: str | None) -> Receipt:
    who = report.reporter
    id_: UUID = item.id
    return Receipt(
        id_, report.subject, report.source, report.id, report.type, who.name, who.department, "accepted", b"",
        trace_id=trace_id,
    )  # fmt: skip
