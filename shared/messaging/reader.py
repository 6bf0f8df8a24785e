"""Reads batches of events: each takes effect once, in order, in the transaction that marks it as read.

Six rules keep that true while members join, freeze and die (two readers of one partition at once are normal): the
inbox insert is the first statement, before any state is read; ids are inserted in sorted order; duplicates inside a
batch are folded; offsets are committed after the database and only for partitions still assigned; nothing leaves a
batch by raising; and a frozen member's transaction is ended by the server.
"""

from collections.abc import Collection, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from opentelemetry.trace import Span

from shared.contracts.cloudevents import Unreadable, from_kafka
from shared.contracts.event import Cause, Event
from shared.contracts.fact import fact_of
from shared.messaging.dead_letters import DeadLetters, reason_of
from shared.messaging.decider import Decider
from shared.messaging.hears import Hears, apply
from shared.messaging.ids import read_id
from shared.messaging.inbox import MARK as _MARK
from shared.messaging.kept import dump_event
from shared.messaging.persisting import persist
from shared.messaging.record import Record
from shared.messaging.tracing import start_consumer_span
from shared.messaging.unit import Unit
from shared.messaging.waiting import Item, keep
from shared.messaging.work import SubjectWork
from shared.postgres import Pool, transaction
from shared.telemetry import Metrics, logger

W = TypeVar("W", bound=SubjectWork)

_log = logger(__name__)


class Reader(Generic[W]):
    """One service's reading of other services' events."""

    def __init__(
        self, service: str, pool: Pool, decider: Decider[W], hears: Hears, dead_letters: DeadLetters, metrics: Metrics
    ) -> None:
        self._service = service
        self._pool = pool
        self._decider = decider
        self._hears = hears
        self._dead_letters = dead_letters
        self._metrics = metrics

    async def read(self, records: Sequence[Record]) -> None:
        """Returns when every record has taken effect, is known already, or lies among the dead letters.

        Infrastructure that fails is waited for, however long it takes. A record that cannot be handled is found by
        halving; its subject's later records on that topic are parked behind it, everybody else's flow on.
        """
        try:
            await persist(lambda: self._transaction(records), self._metrics, "read")
        except Exception as fault:
            if len(records) == 1:
                reason = reason_of(fault)
                await persist(lambda: self._bury(records[0], reason), self._metrics, "read")
                return
            middle = len(records) // 2
            await self.read(records[:middle])
            await self.read(records[middle:])

    async def _transaction(self, records: Sequence[Record]) -> None:
        spans: list[Span] = []
        unit: Unit | None = None
        by_mark: dict[UUID, Record] = {}
        for record in records:
            if self._known_type(record):
                by_mark.setdefault(record.mark, record)
        async with transaction(self._pool) as connection:
            fresh = {r["id"] for r in await connection.fetch(_MARK, sorted(by_mark))}
            if len(fresh) < len(by_mark):
                self._count_repeated(records, by_mark.keys() - fresh)
            if not fresh:
                return
            new = {mark: record for mark, record in by_mark.items() if mark in fresh}
            held = await self._dead_letters.behind(connection, new.values())
            await self._dead_letters.park(connection, held)
            for record in held:
                del new[record.mark]
            events = [(record, read_event(record)) for record in new.values()]

            async def decide(works: Any, _: Unit) -> None:
                for _record, event in events:
                    works[event.subject].expect(event)
                for record, event in events:
                    work = works[event.subject]
                    span = await take(self._service, self._hears, self._decider, record, event, work)
                    if span is not None:
                        spans.append(span)

            if events:
                _, unit = await self._decider.batch(connection, [e.subject for _, e in events], decide)
        for span in spans:
            span.end()
        if unit is not None:
            self._decider.committed(unit)

    def _count_repeated(self, records: Sequence[Record], known: Collection[UUID]) -> None:
        for record in records:
            if record.mark in known:
                self._metrics.events_repeated.labels(record.topic).inc()

    def _known_type(self, record: Record) -> bool:
        type_ = record.header("ce_type")
        if type_ is None or fact_of(type_) is not None:
            return True
        # A newer service's type: it is nobody's fault and must stop nothing.
        self._metrics.events_unknown.labels(record.topic).inc()
        return False

    async def _bury(self, record: Record, reason: str) -> None:
        async with transaction(self._pool) as connection:
            if not await connection.fetch(_MARK, [record.mark]):
                return
            await self._dead_letters.bury(connection, record, reason)
        _log.error(
            "a record cannot be handled",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason,
        )


def read_event(record: Record) -> Event[Any]:
    """The event in a record of ours. Raises Unreadable, also where the key is not its subject."""
    event = from_kafka(record.named, record.value, read_id)
    if record.subject != event.subject:
        # By the key Kafka keeps the order and the dead letters park; by the subject it is decided.
        raise Unreadable("the key is not the subject")
    return event


async def take(
    service: str, hears: Hears, decider: Decider[W], record: Record, event: Event[Any], work: W
) -> Span | None:
    """Lets one event take effect on its subject's work, or wait there.

    The caller ends the span after the commit; there is none where nobody records the trace.
    """
    span, traceparent = start_consumer_span(service, record, event)
    work.cause = cause_of(event, traceparent)
    work.unit.heard.add(event.id)
    if await apply(hears, event, work):
        if work.waiting:
            await decider.settle(work)
    else:
        names = frozenset(map(str, event.data.named_ids()))
        keep(work, Item(event.id, "event", dump_event(event), None, names))
    return span


def cause_of(event: Event[Any], traceparent: str | None) -> Cause:
    """What an event heard leads to is made by Samspil: no department acts."""
    return Cause(event.id, event.time, None, event.correlationid, traceparent)
