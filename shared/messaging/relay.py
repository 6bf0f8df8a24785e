"""Carries the outbox to Kafka: each event once in the normal course, and per subject in the order it was decided.

One relay per service owns the outbox by a session lock; every other instance stands by. Rows are deleted only when
Kafka has confirmed them, so that a fault can bring a batch again (the readers' inbox tells) but never lose or reorder
one. An app's receipts topic that is closed to us keeps nothing else waiting: its rows are passed over for a while.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from asyncpg import Connection, Record
from opentelemetry.trace import Span

from shared.messaging.producer import Outgoing, Producer, Sent, Unconfirmed
from shared.messaging.topics import RETENTION_DAYS, events_topic, intake_topic
from shared.messaging.tracing import TRACEPARENT, start_producer_span
from shared.messaging.wake import Wake, wait
from shared.postgres import is_infrastructure, retry_delays
from shared.telemetry import Metrics, logger

T = TypeVar("T")

_log = logger(__name__)
BATCH = 500
POLL = 0.5
_ALIVE = 1.0
_CLOSED = 10.0
_LOCK = 0x5A4D_0001
_READ = """
SELECT seq, aggregatetype, aggregateid, topic, payload, headers FROM outbox
WHERE seq > $1 AND (topic IS NULL OR topic <> ALL($3::text[])) ORDER BY seq LIMIT $2
"""
# Not `seq <= last`: a transaction that drew a lower number can commit after the batch was read.
_DELETE = "DELETE FROM outbox WHERE seq = ANY($1::bigint[])"
# On the topic they would have expired by now, too.
_EXPIRE = "DELETE FROM outbox WHERE topic = ANY($1::text[]) AND created_at < now() - make_interval(days => $2)"


class Relay:
    """Runs until cancelled.

    `connect` opens the relay's own connection, which the server is to end once it has been silent for a few seconds: it
    is used at least every second, so that only a frozen or dead owner is silent.
    """

    def __init__(
        self,
        connect: Callable[[], Coroutine[Any, Any, "Connection[Record]"]],
        produce: Callable[[], Coroutine[Any, Any, Producer]],
        wake: Wake,
        metrics: Metrics,
    ) -> None:
        self._connect = connect
        self._produce = produce
        self._wake = wake
        self._metrics = metrics
        self.owner = False
        self._carried = False
        self._closed: dict[str, float] = {}

    async def run(self) -> None:
        """Stands by, owns, and after any failure starts over. Losing the connection is losing the relay."""
        delays = retry_delays()
        while True:
            self._carried = False
            try:
                await self._own()
            except Exception as error:
                if not is_infrastructure(error) and not isinstance(error, Unconfirmed):
                    _log.error("the relay failed", error_type=type(error).__name__)
                else:
                    _log.warning("the relay is lost for now", error_type=type(error).__name__)
                self._metrics.retries.labels("relay").inc()
                if self._carried:
                    delays = retry_delays()
                await asyncio.sleep(next(delays))

    async def _own(self) -> None:
        # A standby has its producer ready: it has but to send when it takes over.
        producer = await self._produce()
        try:
            connection = await self._connect()
            bell = self._wake.bell("outbox")
            try:
                await connection.add_listener("outbox", lambda *_: bell.set())
                await self._until_owner(connection)
                await self._carry(connection, producer, bell)
            finally:
                self.owner = False
                self._metrics.relay_active.set(0)
                self._wake.silence("outbox", bell)
                connection.terminate()
        finally:
            await producer.close()

    async def _until_owner(self, connection: "Connection[Record]") -> None:
        while True:
            if await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
                break
            await asyncio.sleep(POLL)
        self.owner = True
        self._metrics.relay_active.set(1)
        _log.info("this instance is the relay")

    async def _carry(self, connection: "Connection[Record]", producer: Producer, bell: asyncio.Event) -> None:
        while True:
            # Rows below the last one may have committed late: always from the start.
            began = time.monotonic()
            self._closed = {topic: again for topic, again in self._closed.items() if again > began}
            rows = await connection.fetch(_READ, 0, BATCH, list(self._closed))
            if rows:
                sent = await _alive(connection, self._send(producer, rows))
                await connection.execute(_DELETE, sent.confirmed)
                self._count(rows, sent, time.monotonic() - began)
                await self._pass_over(connection, sent.closed)
            else:
                await wait(bell, POLL)
            self._carried = True

    def _count(self, rows: Sequence[Record], sent: Sent, seconds: float) -> None:
        self._metrics.relay_batch.observe(len(sent.confirmed))
        self._metrics.relay_seconds.observe(seconds)
        confirmed = set(sent.confirmed)
        for topic, count in Counter(_topic(row) for row in rows if row["seq"] in confirmed).items():
            self._metrics.events_sent.labels(topic).inc(count)

    async def _pass_over(self, connection: "Connection[Record]", closed: frozenset[str]) -> None:
        if not closed:
            return
        if not all(topic.startswith(intake_topic("")) for topic in closed):
            # Our own events' topic is always there: to begin anew is all that can help.
            raise Unconfirmed
        for topic in closed:
            _log.warning("answers cannot be sent", topic=topic)
            self._closed[topic] = time.monotonic() + _CLOSED
        await connection.execute(_EXPIRE, list(closed), RETENTION_DAYS)

    async def _send(self, producer: Producer, rows: Sequence[Record]) -> Sent:
        spans: list[Span] = []
        outgoing = []
        for row in rows:
            topic = _topic(row)
            headers: dict[str, str] = json.loads(row["headers"])
            span, traceparent = start_producer_span(topic, headers)
            spans.append(span)
            wire = [(name, text.encode()) for name, text in headers.items()]
            if traceparent is not None:
                wire.append((TRACEPARENT, traceparent.encode()))
            key = None if row["aggregateid"] is None else str(row["aggregateid"]).encode()
            outgoing.append(Outgoing(row["seq"], topic, key, row["payload"], wire))
        try:
            return await producer.send(outgoing)
        finally:
            for span in spans:
                span.end()


def _topic(row: Record) -> str:
    return row["topic"] or events_topic(row["aggregatetype"])


async def _alive(connection: "Connection[Record]", work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, during which the connection is used now and then: a slow broker is no frozen owner.

    Raises at once where the connection is lost meanwhile, and with it the right to send.
    """
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait([task], timeout=_ALIVE))[0]:
            await connection.fetchval("SELECT 1")
        return await task
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
