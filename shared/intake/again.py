"""Reports that waited: decided when what they wait for is known, refused when their time is up.

Each record that was answered with `waiting` over Kafka gets its final answer in the same transaction.
"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from shared.contracts.answer import FieldError, Refused, Waits
from shared.contracts.report import Report
from shared.intake.content import bound_to, places_in, report_from
from shared.intake.deciding import WAITING
from shared.intake.handling import begin, handle, unknown_citizen
from shared.intake.places import Answer, answer_at
from shared.intake.receipts import Status, put_answer
from shared.intake.refusals import late_refusal
from shared.intake.reports import Reports
from shared.messaging.dead_letters import reason_of
from shared.messaging.waiting import Item, release
from shared.messaging.work import SubjectWork
from shared.telemetry import logger
from shared.timers import Timer, clear_timer

_TIME_UP = "Det, som indberetningen nævner, er ikke blevet kendt i tide."
_log = logger(__name__)


class ReportsAgain:
    """The retry of kind `report` for `Waiting`."""

    def __init__(self, service: str, reports: Reports) -> None:
        self._service = service
        self._reports = reports

    async def __call__(self, work: SubjectWork, item: Item) -> bool:
        """True when the report has its final answer, either way."""
        try:
            return await self._decide(work, item)
        except Exception as fault:
            # It must not take with it the event or report that came in just now. Its own time runs out, and then it is
            # refused like any other.
            _log.error("a report that waits cannot be decided", receipt_id=str(item.id), reason=reason_of(fault))
            return False

    async def _decide(self, work: SubjectWork, item: Item) -> bool:
        words = None if item.private is None else work.unseal(item.private, bound_to(item.id), item.id.bytes)
        report: Report[Any] = report_from(item.body, words)
        span = begin(report, work, report.traceparent)
        try:
            mark, before, hinted = work.unit.mark(), len(work.unit.published), len(work.unit.hints)
            try:
                # What waits when its citizen is erased gets its final answer, too, and rests on nothing any more.
                if work.involvement.erased:
                    raise unknown_citizen()
                await handle(self._reports, report, work, waits_itself=str(item.id))
                published, hints = work.unit.published[before:], tuple(work.unit.hints[hinted:])
                put_answer(work.unit, item.id, "accepted", events=published, hints=hints)
                self._tell(work, item, "accepted")
            except Waits:
                return False
            except Refused as refused:
                work.unit.undo(mark)
                errors = refused.errors or (FieldError("", refused.detail),)
                put_answer(work.unit, item.id, "refused", errors=errors)
                self._tell(work, item, "refused", errors)
                work.unit.after(partial(late_refusal, item.body, refused.problem, errors))
            clear_timer(work, WAITING, item.id)
            return True
        finally:
            span.end()

    async def time_is_up(self, timer: Timer, work: SubjectWork) -> None:
        """Refuses the report, and lets go of it; what rested on it is tried again and refused in turn."""
        for item in work.waiting:
            if item.id == timer.ref:
                errors = (FieldError("", _TIME_UP),)
                put_answer(work.unit, item.id, "refused", errors=errors)
                self._tell(work, item, "refused", errors)
                work.unit.after(partial(late_refusal, item.body, "unknown-reference", errors))
                release(work, item)
                return

    def _tell(self, work: SubjectWork, item: Item, status: Status, errors: Sequence[FieldError] = ()) -> None:
        kept = json.loads(item.body)
        answer = Answer(status, item.id, work.subject, kept["source"], UUID(kept["id"]), errors)
        for place in places_in(item.body):
            answer_at(work.unit, self._service, place, answer, work.now)
