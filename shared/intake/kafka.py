"""The Kafka door: every record that an app writes to its own topic gets one answer on its receipts topic.

Each service reads every app's topic. Whose a record is stands in the record (`classifying`); its owner decides with the
desk that HTTP's batches use, in the transaction that marks the record as read and puts the answer into the outbox.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from shared.contracts.answer import FieldError, Refused
from shared.contracts.report import Report, Reporter
from shared.identity import Apps
from shared.intake.asked import Outcome
from shared.intake.classifying import NOBODYS, Classified, classify
from shared.intake.desk import Desk, overtaken
from shared.intake.places import Answer, Place, answer_at, has_final_answer
from shared.intake.receipts import Receipt
from shared.intake.refusals import count_refused
from shared.messaging.dead_letters import reason_of
from shared.messaging.inbox import MARK as _MARK
from shared.messaging.persisting import persist
from shared.messaging.record import Record
from shared.messaging.topics import intake_group
from shared.messaging.tracing import process_span
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Pool, transaction
from shared.telemetry import Metrics, Span, logger, trace_id_of

W = TypeVar("W", bound=SubjectWork)

INTAKE_TOPICS = r"^intake\.[a-z0-9-]{1,63}$"
"""Every app's own topic, and no topic of receipts."""

_log = logger(__name__)
_INTERNAL = "Fejl hos Samspil. Oplys sporets id, hvis du henvender dig til driften, og send indberetningen igen."


@dataclass(slots=True)
class _Entry:
    """One record that is answered here: to be decided where there is a `report`, else its `outcome` stands."""

    place: Place
    read: Classified
    reporter: Reporter
    span: Span
    report: Report[Any] | None = None
    outcome: Outcome | None = None


class KafkaIntake(Generic[W]):
    """One service's reading of what the apps report."""

    def __init__(self, service: str, pool: Pool, desk: Desk[W], apps: Apps, metrics: Metrics) -> None:
        self._service = service
        self._pool = pool
        self._desk = desk
        self._apps = apps
        self._metrics = metrics

    async def read(self, records: Sequence[Record]) -> None:
        """Returns when every record that is this service's to answer has its answer in the outbox.

        Infrastructure that fails is waited for, however long it takes. A record whose handling fails for any other
        reason is found by halving and refused as a fault of ours; nothing is ever parked behind it. Raises LookupError
        as long as the register of apps has not been read: whose a record is cannot be told.
        """
        if self._apps.given and not self._apps.known:
            raise LookupError("the register of apps has not been read")
        try:
            await persist(lambda: self._transaction(records), self._metrics, "intake", overtaken)
        except Exception as fault:
            if len(records) == 1:
                reason = reason_of(fault)
                await persist(lambda: self._apologise(records[0], reason), self._metrics, "intake", overtaken)
                return
            middle = len(records) // 2
            await self.read(records[:middle])
            await self.read(records[middle:])

    async def _transaction(self, records: Sequence[Record]) -> None:
        by_place = {record.place: record for record in records}
        # Reading them may take long, and neither a transaction nor anybody else in this process is to wait meanwhile.
        read: dict[UUID, _Entry] = {}
        for place, record in by_place.items():
            if entry := self._taken_up(record):
                read[place] = entry
            await asyncio.sleep(0)
        await self._decide(by_place, read)

    async def _decide(self, by_place: Mapping[UUID, Record], read: Mapping[UUID, _Entry]) -> None:
        async with transaction(self._pool) as connection:
            # The first statement, in sorted order, before any state is read: as for events.
            fresh = {row["id"] for row in await connection.fetch(_MARK, sorted(by_place))}
            self._count_repeated([record for place, record in by_place.items() if place not in fresh])
            entries = [entry for place, entry in read.items() if place in fresh]
            if not entries:
                return
            asked = [(entry, entry.report) for entry in entries if entry.report is not None]

            def answer(unit: Unit, outcomes: list[Outcome]) -> None:
                for (entry, _), outcome in zip(asked, outcomes, strict=True):
                    entry.outcome = outcome
                for entry in entries:
                    self._answer(unit, entry)

            sent = [(report, entry.place) for entry, report in asked]
            unit = await self._desk.take_in(connection, sent, answer)
        self._desk.committed(unit)
        # Only what has its answer now has a span: one that is not ended is never told of.
        for entry in entries:
            self._count(entry)
            entry.span.end()

    def _taken_up(self, record: Record) -> _Entry | None:
        """None for what another service answers."""
        read = classify(record)
        if read.owner != self._service:
            return None
        entry = self._entry(record, read)
        entry.outcome = read.fault
        if read.raw is None or read.fault is not None:
            return entry
        try:
            if entry.reporter.department is None:
                raise Refused("unauthenticated", "Appen er ikke registreret.", status=401)
            raw = replace(read.raw, traceparent=entry.place.traceparent)
            entry.report = self._desk.check(raw, entry.reporter, private_allowed=False)
        except Refused as refused:
            entry.outcome = refused
        return entry

    def _entry(self, record: Record, read: Classified) -> _Entry:
        told = {} if read.raw is None else {"samspil.report_id": str(read.raw.id)}
        if read.raw is not None and read.fault is None:
            told["samspil.event_type"] = read.raw.type
        span, traceparent = process_span(intake_group(self._service), record, read.traceparent, told)
        place = Place(record.topic, record.partition, record.offset, record.place, traceparent)
        return _Entry(place, read, Reporter(place.app, "app", self._apps.department_of(place.app)), span)

    def _answer(self, unit: Unit, entry: _Entry) -> None:
        outcome, raw = entry.outcome, entry.read.raw
        if isinstance(outcome, Receipt):
            if has_final_answer(unit, entry.place):
                # It began to wait, and what it waited for came in this very unit.
                return
            answer = Answer(outcome.status, outcome.receipt_id, errors=outcome.errors)
        elif isinstance(outcome, Refused):
            answer = Answer("refused", errors=outcome.errors or (FieldError("", outcome.detail),))
        else:
            raise LookupError("a record was left unanswered")
        if raw is not None:
            answer = replace(answer, subject=raw.subject, source=raw.source, event_id=raw.id)
        answer_at(unit, self._service, entry.place, answer, datetime.now(UTC))

    async def _apologise(self, record: Record, reason: str) -> None:
        """Answers a record that we cannot handle, whatever is wrong with it or with us."""
        try:
            read = classify(record)
        except Exception:
            read = Classified(NOBODYS, None, None, None)
        if read.owner != self._service:
            return
        entry = self._entry(record, read)
        entry.outcome = Refused("internal", _INTERNAL, status=500)
        async with transaction(self._pool) as connection:
            if not await connection.fetch(_MARK, [record.place]):
                return
            unit = Unit()
            self._answer(unit, entry)
            if statement := unit.writes.statement():
                await connection.fetchval(statement[0], *statement[1])
        self._desk.committed(unit)
        _log.error(
            "a record cannot be handled",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
        )
        self._count(entry)
        entry.span.end()

    def _count(self, entry: _Entry) -> None:
        outcome = entry.outcome
        if isinstance(outcome, Receipt):
            self._metrics.reports.labels("kafka", outcome.status).inc()
        elif isinstance(outcome, Refused):
            trace_id = trace_id_of(entry.place.traceparent)
            count_refused(self._metrics, "kafka", entry.reporter, entry.read.raw, outcome, trace_id)

    def _count_repeated(self, records: Sequence[Record]) -> None:
        for record in records:
            self._metrics.events_repeated.labels(record.topic).inc()
