"""Where every report is decided, whichever door it came by: answered always, stored only if accepted or waiting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar
from uuid import UUID

from asyncpg import DeadlockDetectedError, LockNotAvailableError, UniqueViolationError

from shared.contracts.answer import FieldError, Refused, Waits
from shared.contracts.cloudevents import RawReport
from shared.contracts.event import Cause, Event
from shared.contracts.fact import fact_of
from shared.contracts.reading import read_report
from shared.contracts.report import Report, Reporter
from shared.intake.asked import Outcome
from shared.intake.content import body_of, canonical, places_in, with_place, words_of
from shared.intake.handling import handle
from shared.intake.places import APP_SOURCE, Place
from shared.intake.receipts import (
    Receipt,
    Status,
    known_receipt,
    known_receipts,
    latest,
    put_receipt,
    receipt_from,
    settled_here,
    what_it_became,
)
from shared.intake.reports import Reports
from shared.intake.together import Together
from shared.messaging.decider import Decider
from shared.messaging.ids import new_id
from shared.messaging.subjects import Locks, Raced
from shared.messaging.unit import Unit
from shared.messaging.waiting import Item, keep, rewrite
from shared.messaging.work import SubjectWork
from shared.postgres import Connection, Pool, transaction
from shared.telemetry import Metrics, current_traceparent, start_span, trace_id_of, traceparent_of
from shared.timers import ClockLengths, set_timer

W = TypeVar("W", bound=SubjectWork)

WEB_SOURCE = "urn:samspil:web"
WAITING = "waiting"
MAX_PLACES = 100
"""How many records of one waiting report get a final answer: with each, all are written again."""

Sent = tuple[Report[Any], Place | None]
"""A checked report, and where it is answered if it came over Kafka."""


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
        self._together = Together(self.take_alone, self._take_some)

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
        """Decides on one checked report, or recognises it, together with others that come at the same time.

        Raises `Refused` (409 for a known id with other content).
        """
        return await self._together.take(report)

    async def take_alone(self, report: Report[Any]) -> Receipt:
        """The same, in a transaction of its own."""
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
                if not overtaken(error):
                    raise

    async def take_all(self, reports: Sequence[Report[Any]]) -> list[Outcome]:
        """Decides on one sender's batch in the order given; each is accepted or refused on its own.

        In one transaction, but for those whose citizen others hold. Raises what deciding raises: some may be decided
        then, and are known when they come again.
        """
        return await self._together.take_all(reports)

    async def _take_some(self, reports: Sequence[Report[Any]]) -> list[Outcome | None]:
        """In one transaction, which waits 100 ms for whoever is held and then leaves those out: None.

        Raises LockNotAvailableError where others hold what it would write, and nothing shows of whom.
        """
        locks: Locks = "wait briefly"
        while True:
            try:
                async with transaction(self._pool) as connection:
                    outcomes, unit = await self._take_in(connection, [(report, None) for report in reports], locks)
            except LockNotAvailableError:
                if locks == "skip":
                    raise
                locks = "skip"
                continue
            except (Raced, UniqueViolationError, DeadlockDetectedError) as error:
                if not overtaken(error):
                    raise
                continue
            self.committed(unit)
            return outcomes

    async def take_in(
        self, connection: Connection, sent: Sequence[Sent], answer: Callable[[Unit, list[Outcome]], None]
    ) -> Unit:
        """Decides on many inside the caller's transaction, which must be undone if this raises.

        `answer` is called when all is decided, and may put more into the unit. After the commit the caller passes the
        unit to `committed`. What raises and is `overtaken` is to be tried again.
        """

        def answer_all(unit: Unit, outcomes: list[Outcome | None]) -> None:
            answer(unit, [outcome for outcome in outcomes if outcome is not None])

        _, unit = await self._take_in(connection, sent, "wait", answer_all)
        return unit

    async def _take_in(
        self,
        connection: Connection,
        sent: Sequence[Sent],
        locks: Locks,
        answer: Callable[[Unit, list[Outcome | None]], None] | None = None,
    ) -> tuple[list[Outcome | None], Unit]:
        async def decide(works: Mapping[UUID, W], unit: Unit) -> list[Outcome | None]:
            known = await known_receipts(connection, [(report.source, report.id) for report, _ in sent])
            outcomes: list[Outcome | None] = []
            for report, place in sent:
                work = works.get(report.subject)
                if work is None:
                    outcomes.append(None)
                    continue
                try:
                    receipt = await self._decide(report, work, known.get((report.source, report.id)), place)
                except Refused as refused:
                    outcomes.append(refused)
                    continue
                await self._decider.settle(work)
                known[report.source, report.id] = receipt
                outcomes.append(receipt)
            outcomes = [latest(unit, o) if isinstance(o, Receipt) else o for o in outcomes]
            if answer is not None:
                answer(unit, outcomes)
            return outcomes

        return await self._decider.batch(connection, [report.subject for report, _ in sent], decide, locks)

    def committed(self, unit: Unit) -> None:
        """To be called after the commit of a `take_in`."""
        self._decider.committed(unit)

    async def _decide(
        self, report: Report[Any], work: W, earlier: Receipt | None, place: Place | None = None
    ) -> Receipt:
        # Before anything is compared: that would make an erased citizen a new key.
        if work.involvement.erased:
            raise Refused("unknown-citizen", "Borgeren kendes ikke.", pointer="/subject")
        # One that is refused in this very unit still holds its id: its row and a new one cannot change at once.
        if earlier is not None and (latest(work.unit, earlier).status != "refused" or settled_here(work.unit, earlier)):
            if earlier.subject != report.subject or earlier.digest != work.digest(canonical(report)):
                raise Refused("conflict", "Id'et er brugt før med andet indhold.", pointer="/id", status=409)
            if place is not None and latest(work.unit, earlier).status == "waiting":
                work.cause = _cause(report, report.traceparent)
                _answer_also_at(work, earlier, place)
            return earlier
        span = start_span(
            report.traceparent or current_traceparent(),
            f"decide {report.type}",
            attributes={"samspil.event_type": report.type, "samspil.report_id": str(report.id)},
        )
        try:
            traceparent = traceparent_of(span)
            work.cause = _cause(report, traceparent)
            start = work.unit.mark()
            digest = work.digest(canonical(report))
            mark, before = work.unit.mark(), len(work.unit.published)
            try:
                await handle(self._reports, report, work)
            except Waits:
                work.unit.undo(mark)
                return self._wait(report, work, _receipt(report, work, digest, "waiting"), place)
            except Refused:
                work.unit.undo(start)
                raise
            receipt = _receipt(report, work, digest, "accepted", work.unit.published[before:])
            work.touch()
            put_receipt(work.unit, receipt)
            return receipt
        finally:
            span.end()

    def _wait(self, report: Report[Any], work: W, receipt: Receipt, place: Place | None) -> Receipt:
        words = words_of(report)
        sealed = None if words is None else work.seal(words, receipt.receipt_id.bytes)
        names = frozenset(map(str, report.data.named_ids()))
        put_receipt(work.unit, receipt)
        # Kept with the trace it was answered in: where the app sent none, the decision would begin another one.
        places = () if place is None else (place,)
        body = body_of(replace(report, traceparent=work.cause.traceparent), places)
        keep(work, Item(receipt.receipt_id, "report", body, sealed, names))
        set_timer(work, WAITING, receipt.receipt_id, self._lengths.due("waiting", work.now))
        return receipt


def overtaken(error: BaseException) -> bool:
    """Whether somebody else was faster: the same work, done again at once, goes on from what is known now."""
    if isinstance(error, UniqueViolationError):
        # The same id was used about another subject at the same time; its receipt is there now.
        return error.constraint_name == "receipts_report"
    return isinstance(error, Raced | DeadlockDetectedError)


def _receipt(
    report: Report[Any], work: SubjectWork, digest: bytes, status: Status, events: Sequence[Event[Any]] = ()
) -> Receipt:
    published, loop = what_it_became(events)
    return Receipt(
        new_id(),
        report.subject,
        report.source,
        report.id,
        report.type,
        report.reporter.name,
        report.reporter.department,
        status,
        digest,
        loop,
        published,
        trace_id=trace_id_of(work.cause.traceparent),
    )


def _cause(report: Report[Any], traceparent: str | None) -> Cause:
    return Cause(report.id, report.time, report.reporter.department, None, traceparent)


def _answer_also_at(work: SubjectWork, receipt: Receipt, place: Place) -> None:
    """A repeat of what waits is answered with `waiting` too, and so it is owed a final answer as well.

    Raises Refused beyond MAX_PLACES.
    """
    item = next(item for item in work.waiting if item.id == receipt.receipt_id)
    if len(places_in(item.body)) >= MAX_PLACES:
        detail = "Indberetningen venter stadig, men er gentaget for mange gange. Svaret kommer på de tidligere."
        raise Refused("too-many-requests", detail, status=429)
    rewrite(work, item, with_place(item.body, place))
