"""One owner's carrying of the outbox: rounds read, made ready, sent, and deleted once they are in the log.

While one round is on its way the next is made ready beside it, and the one before deleted. It leaves when all of that
is confirmed: a later record may never be in the log where an earlier one of its partition is not.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from asyncpg import Connection, Record
from opentelemetry.trace import Span
from pydantic_core import from_json

from shared.messaging.producer import Outgoing, Prepared, Producer, Sent, Unconfirmed
from shared.messaging.standing import BATCH, Standing
from shared.messaging.topics import RETENTION_DAYS, intake_topic
from shared.messaging.tracing import goes_on_unsampled, start_producer_span
from shared.messaging.wire import encode_headers
from shared.telemetry import Metrics, logger

T = TypeVar("T")

_log = logger(__name__)
_ALIVE = 1.0
_CLOSED = 10.0
_FAREWELL = 1.0
# On the topic they would have expired by now, too.
_EXPIRE = "DELETE FROM outbox WHERE topic = ANY($1::text[]) AND created_at < now() - make_interval(days => $2)"


@dataclass(slots=True)
class _Round:
    """What is sent together. `more`: there may be rows behind it."""

    prepared: Prepared
    more: bool
    spans: Sequence[Span]
    began: float = field(default_factory=time.monotonic)


class Carrier:
    """For as long as the connection, which nobody else uses, and the producer hold."""

    def __init__(self, connection: "Connection[Record]", producer: Producer, metrics: Metrics) -> None:
        self._connection = connection
        self._producer = producer
        self._metrics = metrics
        self._standing = Standing(connection)
        self._closed: dict[str, float] = {}
        self._ready: _Round | None = None
        self._under_way: tuple[_Round, asyncio.Task[Sent]] | None = None
        self._confirmed: list[tuple[_Round, Sent]] = []
        self._spans: list[Sequence[Span]] = []

    async def carry(self) -> bool:
        """Carries one round; False where there was nothing to carry.

        Raises what the connection raises, and `Unconfirmed`: both begin anew with another carrier. Whoever is
        cancelled calls `farewell`.
        """
        round_ = self._ready
        if round_ is None:
            rows = await self._take()
            if not rows:
                return False
            round_ = await _alive(self._connection, self._made_ready(rows))
        self._ready = None
        sending = asyncio.create_task(self._producer.send(round_.prepared))
        self._under_way = round_, sending
        await self._clear()
        rows = await self._take() if round_.more else []
        ready, sent = await _alive(self._connection, self._beside(sending, rows))
        self._note(sent)
        if sent.closed and ready is not None:
            # It was made ready before that was known, and may hold what comes after what did not go.
            self._standing.give_back(ready.prepared.seqs)
            self._end(ready.spans)
            ready = None
        if ready is None:
            await self._clear()
        await self._pass_over(sent.closed)
        self._ready = ready
        return True

    async def farewell(self) -> None:
        """Deletes what is confirmed, also within the next moment: it need not come again."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_FAREWELL):
                if self._under_way is not None:
                    self._note(await self._under_way[1])
                await self._clear()
        await self.abandon()

    async def abandon(self) -> None:
        """Sends nothing more; no span is left open."""
        if self._under_way is not None:
            _, sending = self._under_way
            self._under_way = None
            sending.cancel()
            await asyncio.wait([sending])
            if not sending.cancelled():
                # Raised to whoever waited for it, if anybody did.
                sending.exception()
        for spans in tuple(self._spans):
            self._end(spans)

    async def _take(self) -> Sequence[Record]:
        now = time.monotonic()
        self._closed = {topic: again for topic, again in self._closed.items() if again > now}
        return await self._standing.take(self._closed)

    async def _beside(self, sending: "asyncio.Task[Sent]", rows: Sequence[Record]) -> "tuple[_Round | None, Sent]":
        ready = await self._made_ready(rows) if rows else None
        return ready, await asyncio.shield(sending)

    async def _made_ready(self, rows: Sequence[Record]) -> _Round:
        began = time.monotonic()
        outgoing, spans = _outgoing(rows)
        self._spans.append(spans)
        prepared = await self._producer.prepare(outgoing)
        left_out = {row["seq"] for row in rows}.difference(prepared.seqs)
        self._standing.give_back(left_out)
        return _Round(prepared, len(rows) == BATCH or bool(left_out), spans, began)

    def _note(self, sent: Sent) -> None:
        assert self._under_way is not None  # noqa: S101 (it has come back)
        round_, _ = self._under_way
        self._under_way = None
        self._end(round_.spans)
        self._confirmed.append((round_, sent))
        if sent.closed:
            self._standing.give_back(set(round_.prepared.seqs).difference(sent.confirmed))

    def _end(self, spans: Sequence[Span]) -> None:
        for span in spans:
            span.end()
        self._spans.remove(spans)

    async def _clear(self) -> None:
        """Deletes what is confirmed."""
        while self._confirmed:
            round_, sent = self._confirmed[0]
            await self._standing.delete(sent.confirmed)
            del self._confirmed[0]
            self._count(round_, sent)

    def _count(self, round_: _Round, sent: Sent) -> None:
        self._metrics.relay_batch.observe(len(sent.confirmed))
        self._metrics.relay_seconds.observe(time.monotonic() - round_.began)
        counts: Counter[str] = Counter()
        for batch in round_.prepared.batches:
            if batch.topic not in sent.closed:
                counts[batch.topic] += len(batch.seqs)
        for topic, count in counts.items():
            self._metrics.events_sent.labels(topic).inc(count)

    async def _pass_over(self, closed: frozenset[str]) -> None:
        if not closed:
            return
        if not all(topic.startswith(intake_topic("")) for topic in closed):
            # Our own events' topic is always there: to begin anew is all that can help.
            raise Unconfirmed
        for topic in closed:
            _log.warning("answers cannot be sent", topic=topic)
            self._closed[topic] = time.monotonic() + _CLOSED
        await self._connection.execute(_EXPIRE, list(closed), RETENTION_DAYS)


def _outgoing(rows: Sequence[Record]) -> tuple[list[Outgoing], list[Span]]:
    outgoing: list[Outgoing] = []
    spans: list[Span] = []
    for seq, topic, key, value, wire, text in rows:
        # A row of an instance that knows no better.
        headers: bytes = encode_headers(from_json(text)) if wire is None else wire
        if not goes_on_unsampled(headers):
            span, headers = start_producer_span(topic, headers)
            spans.append(span)
        outgoing.append(Outgoing(seq, topic, None if key is None else key.encode(), value, headers))
    return outgoing, spans


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
