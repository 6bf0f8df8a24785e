"""Where every report is decided, whichever door it came by: answered always, stored only if accepted or waiting."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from asyncpg import DeadlockDetectedError, LockNotAvailableError, UniqueViolationError

from shared.contracts.answer import FieldError, Refused
from shared.contracts.cloudevents import RawReport
from shared.contracts.fact import fact_of
from shared.contracts.reading import read_report
from shared.contracts.report import Report, Reporter
from shared.intake.asked import Outcome
from shared.intake.deciding import decide
from shared.intake.places import APP_SOURCE, Place
from shared.intake.receipts import Receipt, known_receipt, known_receipts, latest, receipt_from
from shared.intake.reports import Reports
from shared.intake.together import Together
from shared.messaging.decider import Decider
from shared.messaging.subjects import Locks, Raced
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection, Pool, transaction
from shared.telemetry import Metrics
from shared.timers import ClockLengths

W = TypeVar("W", bound=SubjectWork)

WEB_SOURCE = "urn:samspil:web"

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
        if raw.source != source_of(reporter):
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

        async def alone(_: Connection, work: W) -> Receipt:
            nonlocal unit
            unit = work.unit
            earlier = None if work.row.beside is None else receipt_from(work.row.beside)
            return await decide(self._reports, self._lengths, report, work, earlier)

        while True:
            try:
                return latest(unit, await self._decider.once(report.subject, alone, beside))
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
        async def each(works: Mapping[UUID, W], unit: Unit) -> list[Outcome | None]:
            known = await known_receipts(connection, [(report.source, report.id) for report, _ in sent])
            outcomes: list[Outcome | None] = []
            for report, place in sent:
                work = works.get(report.subject)
                if work is None:
                    outcomes.append(None)
                    continue
                try:
                    earlier = known.get((report.source, report.id))
                    receipt = await decide(self._reports, self._lengths, report, work, earlier, place)
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

        return await self._decider.batch(connection, [report.subject for report, _ in sent], each, locks)

    def committed(self, unit: Unit) -> None:
        """To be called after the commit of a `take_in`."""
        self._decider.committed(unit)


def overtaken(error: BaseException) -> bool:
    """Whether somebody else was faster: the same work, done again at once, goes on from what is known now."""
    if isinstance(error, UniqueViolationError):
        # The same id was used about another subject at the same time; its receipt is there now.
        return error.constraint_name == "receipts_report"
    return isinstance(error, Raced | DeadlockDetectedError)


def source_of(reporter: Reporter) -> str:
    """What the reporter's own CloudEvents have as their `source`."""
    return APP_SOURCE + reporter.name if reporter.role == "app" else WEB_SOURCE
