"""Where every report is decided, whichever door it came by: answered always, stored only if accepted or waiting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar
from uuid import UUID

from asyncpg import UniqueViolationError
from uuid_utils.compat import uuid7

from shared.contracts.answer import FieldError, Refused, Waits
from shared.contracts.cloudevents import RawReport
from shared.contracts.event import Cause
from shared.contracts.fact import fact_of
from shared.contracts.reading import read_report
from shared.contracts.report import Report, Reporter
from shared.intake.content import body_of, canonical, words_of
from shared.intake.handling import handle
from shared.intake.receipts import Receipt, decided, known_receipt, known_receipts, latest, put_receipt, receipt_from
from shared.intake.reports import Reports
from shared.messaging.decider import Decider
from shared.messaging.subjects import Raced
from shared.messaging.unit import Unit
from shared.messaging.waiting import Item, keep
from shared.messaging.work import SubjectWork
from shared.postgres import Connection, Pool, transaction
from shared.telemetry import Metrics, current_traceparent, start_span, trace_id_of, traceparent_of
from shared.timers import ClockLengths, set_timer

W = TypeVar("W", bound=SubjectWork)

WEB_SOURCE = "urn:samspil:web"
APP_SOURCE = "urn:samspil:app:"
WAITING = "waiting"


class Desk(Generic[W]):
    """One service's desk. Raises `Refused` for a report that breaks a rule; nothing of it is then stored."""

    def __init__(
        self, service: str, pool: Pool, decider: Decider[W], reports: Reports, lengths: ClockLengths, metrics: Metrics
    ) -> None:
        self._service = service
        self._pool = pool
        self._decider = decider
        self._reports = reports
        self._lengths = lengths
        self._metrics = metrics

    def check(self, raw: RawReport, reporter: Reporter, *, private_allowed: bool) -> Report[Any]:
        """All that can be said without knowing anything of the citizen. Raises `Refused`."""
        source = APP_SOURCE + reporter.name if reporter.role == "app" else WEB_SOURCE
        if raw.source != source:
            raise Refused("wrong-source", "Kilden er ikke afsenderens egen.", pointer="/source", status=403)
        fact = fact_of(raw.type)
        if fact is not None and fact.owner not in (self._service, "intake"):
            detail = f"Typen hører til tjenesten {fact.owner}."
            raise Refused("wrong-service", detail, errors=(FieldError("/type", detail),))
        report = read_report(raw, reporter, private_allowed=private_allowed)
        if self._reports.handler(report.type) is None:
            raise Refused("not-reportable", "Typen kan endnu ikke indberettes.", pointer="/type")
        return report

    async def take(self, report: Report[Any]) -> Receipt:
        """Decides on one checked report, or recognises it. Raises `Refused` (409 for a known id with other content)."""

        unit = Unit()
        beside = known_receipt(report.source, report.id)

        async def decide(_: Connection, work: W) -> Receipt:
            nonlocal unit
            unit = work.unit
            earlier = None if work.row.beside is None else receipt_from(work.row.beside)
            return await self._decide(report, work, earlier)

        while True:
            try:
                return latest(unit, await self._decider.once(report.subject, decide, beside))
            except UniqueViolationError as error:
                # The same id was used about another subject at the same time; its receipt is there now.
                if error.constraint_name != "receipts_report":
                    raise

    async def take_all(self, reports: Sequence[Report[Any]]) -> list[Receipt | Refused]:
        """Decides on many in the order given, in one transaction; each is accepted or refused on its own."""

        async def attempt() -> list[Receipt | Refused]:
            async with transaction(self._pool) as connection:

                async def decide(works: Mapping[UUID, W], unit: Unit) -> list[Receipt | Refused]:
                    known = await known_receipts(connection, [(r.source, r.id) for r in reports])
                    answers: list[Receipt | Refused] = []
                    for report in reports:
                        try:
                            receipt = await self._decide(
                                report, works[report.subject], known.get((report.source, report.id))
                            )
                        except Refused as refused:
                            answers.append(refused)
                            continue
                        await self._decider.settle(works[report.subject])
                        known[report.source, report.id] = receipt
                        answers.append(receipt)
                    return [a if isinstance(a, Refused) else latest(unit, a) for a in answers]

                answers, unit = await self._decider.batch(connection, [r.subject for r in reports], decide)
            self._decider.committed(unit)
            return answers

        while True:
            try:
                return await attempt()
            except Raced:
                continue
            except UniqueViolationError as error:
                if error.constraint_name != "receipts_report":
                    raise

    async def _decide(self, report: Report[Any], work: W, earlier: Receipt | None) -> Receipt:
        # Before anything is compared: that would make an erased citizen a new key.
        if work.involvement.erased:
            raise Refused("unknown-citizen", "Borgeren kendes ikke.", pointer="/subject")
        if earlier is not None and latest(work.unit, earlier).status != "refused":
            if earlier.subject == report.subject and earlier.digest == work.digest(canonical(report)):
                return earlier
            raise Refused("conflict", "Id'et er brugt før med andet indhold.", pointer="/id", status=409)
        span = start_span(
            report.traceparent or current_traceparent(),
            f"decide {report.type}",
            attributes={"samspil.event_type": report.type, "samspil.report_id": str(report.id)},
        )
        try:
            traceparent = traceparent_of(span)
            work.cause = Cause(report.id, report.time, report.reporter.department, None, traceparent)
            start = work.unit.mark()
            digest = work.digest(canonical(report))
            mark, before = work.unit.mark(), len(work.unit.published)
            receipt = Receipt(
                uuid7(),
                report.subject,
                report.source,
                report.id,
                report.type,
                report.reporter.name,
                report.reporter.department,
                "accepted",
                digest,
                trace_id=trace_id_of(traceparent),
            )
            try:
                await handle(self._reports, report, work)
            except Waits:
                work.unit.undo(mark)
                return self._wait(report, work, receipt)
            except Refused:
                work.unit.undo(start)
                raise
            receipt = decided(receipt, work.unit.published[before:])
            work.touch()
            put_receipt(work.unit, receipt)
            return receipt
        finally:
            span.end()

    def _wait(self, report: Report[Any], work: W, receipt: Receipt) -> Receipt:
        receipt = replace(receipt, status="waiting")
        words = words_of(report)
        sealed = None if words is None else work.seal(words, receipt.receipt_id.bytes)
        names = frozenset(map(str, report.data.named_ids()))
        put_receipt(work.unit, receipt)
        # Kept with the trace it was answered in: where the app sent none, the decision would begin another one.
        body = body_of(replace(report, traceparent=work.cause.traceparent))
        keep(work, Item(receipt.receipt_id, "report", body, sealed, names))
        set_timer(work, WAITING, receipt.receipt_id, self._lengths.due("waiting", work.now))
        return receipt
