"""The relay's own rules, without a database or a broker."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from aiokafka.errors import KafkaError
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.messaging.carrier import _alive, _outgoing
from shared.messaging.producer import Batch, Outgoing, Prepared, Producer, Sent, Unconfirmed
from shared.messaging.relay import Relay
from shared.messaging.wake import Wake
from shared.messaging.wire import RecordBatch, decode_headers, encode_headers
from shared.telemetry import Metrics, Span, configure, shutdown

WIRE = encode_headers({"ce_id": "1", "ce_type": "t", "ce_correlationid": "2"})


class Row(tuple[Any, ...]):
    """As asyncpg's records: by name, and unpacked in order."""

    def __getitem__(self, name: Any) -> Any:
        return super().__getitem__(FIELDS.index(name) if isinstance(name, str) else name)


FIELDS = ("seq", "topic", "key", "payload", "wire", "headers")


class Database:
    """An outbox and the one connection to it."""

    def __init__(self, *seqs: int) -> None:
        self.outbox = list(seqs)
        self.free = True
        self.asked = 0
        self.pings = 0
        self.terminated = 0
        self.topics: dict[int, str] = {}
        self.expired: list[str] = []
        self.deleted: list[list[int]] = []

    async def add_listener(self, *_: object) -> None:
        """Nobody notifies."""

    async def fetchval(self, sql: str, *_: object) -> Any:
        if "lock" in sql:
            self.asked += 1
            return self.free
        if "last_value" in sql:
            return 0
        self.pings += 1
        return True

    async def fetch(self, sql: str, *args: Any) -> list[Row]:
        if "pg_locks" in sql:
            return []
        after, count, closed, taken = args
        rows = [
            Row((seq, self.topics.get(seq, "referral.events"), str(UUID(int=0)), b"{}", WIRE, None))
            for seq in sorted(self.outbox)
            if seq > after and seq not in taken
        ]
        return [row for row in rows if row["topic"] not in closed][:count]

    async def execute(self, sql: str, *args: Any) -> None:
        if "make_interval" in sql:
            self.expired += args[0]
        else:
            self.deleted.append(list(args[0]))
            self.outbox = [seq for seq in self.outbox if seq not in args[0]]

    def terminate(self) -> None:
        self.terminated += 1


class Broker(Producer):
    """Takes `fit` records at once; `shut` topics are closed, which it tells when they are sent to."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.fit = 1000
        self.fail = 0
        self.closed = 0
        self.shut: set[str] = set()
        self.topics: list[str] = []
        self.prepared: list[list[int]] = []
        self.let = asyncio.Event()
        self.let.set()

    async def prepare(self, records: Sequence[Outgoing]) -> Prepared:
        fit = records[: self.fit]
        self.prepared.append([r.seq for r in fit])
        topics = dict.fromkeys(r.topic for r in fit)
        return Prepared([Batch(t, 0, [r.seq for r in fit if r.topic == t], RecordBatch(1)) for t in topics])

    async def send(self, prepared: Prepared) -> Sent:
        await self.let.wait()
        if self.fail:
            self.fail -= 1
            raise Unconfirmed
        sent = [batch for batch in prepared.batches if batch.topic not in self.shut]
        seqs = [seq for batch in sent for seq in batch.seqs]
        self.sent += seqs
        self.topics += [batch.topic for batch in sent for _ in batch.seqs]
        return Sent(seqs, frozenset(self.shut & {batch.topic for batch in prepared.batches}))

    async def close(self) -> None:
        self.closed += 1


async def seen(condition: Callable[[], bool]) -> None:
    """Ten seconds are for a machine that has something else to do."""
    async with asyncio.timeout(10):
        while True:
            if condition():
                return
            await asyncio.sleep(0.001)


def a_relay(database: Database, broker: Broker) -> Relay:
    async def connect() -> Any:
        return database

    async def produce() -> Producer:
        return broker

    pool: Any = None
    return Relay(connect, produce, Wake(pool), Metrics())


async def carried(database: Database, broker: Broker, until: Callable[[], bool] | None = None) -> Relay:
    """The relay runs until then; else until the outbox is empty."""
    relay = a_relay(database, broker)
    task = asyncio.create_task(relay.run())
    await seen(until or (lambda: not database.outbox))
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return relay


async def test_only_what_was_confirmed_is_deleted() -> None:
    """What did not fit or was not confirmed stands until it is, and goes next."""
    database, broker = Database(3, 1, 2, 5), Broker()
    broker.fit = 2
    await carried(database, broker)
    assert (broker.sent, database.outbox) == ([1, 2, 3, 5], [])
    assert database.deleted == [[1, 2], [3, 5]]


async def test_doubt_begins_anew() -> None:
    """After an unclear answer producer and connection are thrown away, and nothing was deleted."""
    database, broker = Database(1), Broker()
    broker.fail = 1
    await carried(database, broker)
    assert (broker.sent, database.outbox) == ([1], [])
    assert (broker.closed, database.terminated) == (2, 2)


async def test_the_next_round_is_ready_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes later is made ready beside what is on its way, and leaves when all of that is confirmed."""
    monkeypatch.setattr("shared.messaging.carrier.BATCH", 2)
    database, broker = Database(*range(1, 8)), Broker()
    broker.fit = 2
    broker.let.clear()
    task = asyncio.create_task(a_relay(database, broker).run())
    await seen(lambda: len(broker.prepared) == 2)
    await asyncio.sleep(0.05)
    assert (broker.sent, broker.prepared, database.deleted) == ([], [[1, 2], [3, 4]], [])
    broker.let.set()
    await seen(lambda: not database.outbox)
    task.cancel()
    await asyncio.wait([task])
    assert broker.sent == [1, 2, 3, 4, 5, 6, 7]
    assert broker.prepared == [[1, 2], [3, 4], [5, 6], [7]]
    assert database.deleted == broker.prepared


async def test_nothing_later_goes_past_what_a_closed_topic_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made ready before it was known is made ready anew: it could hold the same key's next answer."""
    monkeypatch.setattr("shared.messaging.carrier.BATCH", 2)
    monkeypatch.setattr("shared.messaging.carrier._CLOSED", 0.02)
    database, broker = Database(1, 2, 3, 4), Broker()
    database.topics = dict.fromkeys((1, 3), "intake.gone.receipts")
    broker.fit = 2
    broker.shut = {"intake.gone.receipts"}
    broker.let.clear()
    task = asyncio.create_task(a_relay(database, broker).run())
    await seen(lambda: len(broker.prepared) == 2)
    broker.let.set()
    await seen(lambda: database.outbox == [1, 3])
    broker.shut = set()
    await seen(lambda: not database.outbox)
    task.cancel()
    await asyncio.wait([task])
    assert broker.sent == [2, 4, 1, 3]


async def test_who_is_asked_to_stop_deletes_what_is_confirmed() -> None:
    """What is on its way when the service stops need not come again, where Kafka answers within a moment."""
    database, broker = Database(1, 2), Broker()
    broker.let.clear()
    task = asyncio.create_task(a_relay(database, broker).run())
    await seen(lambda: bool(broker.prepared))
    await asyncio.sleep(0.01)
    task.cancel()
    broker.let.set()
    await asyncio.wait([task])
    assert (broker.sent, database.outbox, database.terminated, broker.closed) == ([1, 2], [], 1, 1)


async def test_who_is_asked_to_stop_does_not_wait_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that does not answer keeps no service from stopping; its rows stand."""
    monkeypatch.setattr("shared.messaging.carrier._FAREWELL", 0.02)
    database, broker = Database(1, 2), Broker()
    broker.let.clear()
    task = asyncio.create_task(a_relay(database, broker).run())
    await seen(lambda: bool(broker.prepared))
    task.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait([task])
    assert (database.outbox, database.terminated, broker.closed) == ([1, 2], 1, 1)


async def test_a_row_of_before_goes_all_the_same() -> None:
    """A row that an instance of before wrote has its headers as text alone."""
    rows: Any = [Row((1, "t", None, b"{}", None, '{"ce_id": "1", "ce_type": "t", "content-type": "x"}'))]
    outgoing, _ = _outgoing(rows)
    assert decode_headers(outgoing[0].headers) == {"ce_id": "1", "ce_type": "t", "content-type": "x"}


async def test_a_row_goes_to_its_own_topic() -> None:
    """An app's answer and an event, out of one outbox."""
    database, broker = Database(1, 2), Broker()
    database.topics[2] = "intake.svr-app.receipts"
    await carried(database, broker)
    assert broker.topics == ["referral.events", "intake.svr-app.receipts"]


async def test_an_apps_closed_topic_keeps_nobody_elses_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers are passed over for a while, expire as they would have on the topic, and go when it opens."""
    monkeypatch.setattr("shared.messaging.carrier._CLOSED", 0.02)
    database, broker = Database(1, 2, 3), Broker()
    database.topics[1] = "intake.gone.receipts"
    broker.shut = {"intake.gone.receipts"}
    await carried(database, broker, lambda: database.outbox == [1] and bool(database.expired))
    assert (broker.sent, database.outbox, set(database.expired)) == ([2, 3], [1], broker.shut)
    assert database.terminated == 1
    broker.shut = set()
    await carried(database, broker)
    assert database.outbox == []


async def test_our_own_closed_topic_is_begun_anew_with() -> None:
    """The events' topic is always there: it is not passed over."""
    database, broker = Database(1), Broker()
    broker.shut = {"referral.events"}
    await carried(database, broker, lambda: broker.closed >= 2)
    assert database.outbox == [1]
    assert broker.closed >= 2


async def test_a_standby_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One lock, one relay."""
    monkeypatch.setattr("shared.messaging.relay.POLL", 0.001)
    database, broker = Database(1), Broker()
    database.free = False
    relay = await carried(database, broker, lambda: database.asked >= 3)
    assert (broker.sent, relay.owner) == ([], False)


async def test_a_fault_of_ours_is_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is raised where no broker is concerned is seen as what it is; what Kafka raises is lost for now."""
    producer = Producer.__new__(Producer)
    faults = [KafkaError(), ConnectionResetError(), TimeoutError(), KeyError("ours")]

    async def prepare(_: Sequence[Outgoing]) -> Prepared:
        raise faults.pop(0)

    monkeypatch.setattr(producer, "_prepare", prepare)
    for _ in range(3):
        with pytest.raises(Unconfirmed):
            await producer.prepare([])
    with pytest.raises(KeyError):
        await producer.prepare([])


async def test_no_span_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round that was made ready in vain, or that nobody confirmed, has its spans told of all the same."""
    exporter = InMemorySpanExporter()
    begun: list[int] = []

    def outgoing(rows: Sequence[Any]) -> tuple[list[Outgoing], list[Span]]:
        made, spans = _outgoing(rows)
        begun.extend(span.get_span_context().span_id for span in spans)
        return made, spans

    monkeypatch.setattr("shared.messaging.carrier._outgoing", outgoing)
    configure("tests", "0", "tests", exporter=exporter)
    try:
        monkeypatch.setattr("shared.messaging.carrier.BATCH", 2)
        monkeypatch.setattr("shared.messaging.carrier._CLOSED", 0.02)
        database, broker = Database(1, 2, 3, 4), Broker()
        database.topics = dict.fromkeys((1, 3), "intake.gone.receipts")
        broker.fit, broker.fail = 2, 1
        broker.shut = {"intake.gone.receipts"}
        broker.let.clear()
        task = asyncio.create_task(a_relay(database, broker).run())
        await seen(lambda: len(broker.prepared) == 2)
        broker.let.set()
        await seen(lambda: database.outbox == [1, 3])
        task.cancel()
        await asyncio.wait([task])
    finally:
        shutdown()
    assert len(begun) > 8
    assert sorted(span.context.span_id for span in exporter.get_finished_spans()) == sorted(begun)


async def test_the_connection_is_used_while_the_broker_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would lose the outbox: waiting for Kafka is not silent."""
    monkeypatch.setattr("shared.messaging.carrier._ALIVE", 0.01)
    database: Any = Database()

    async def slow() -> int:
        await seen(lambda: database.pings >= 3)
        return 7

    assert await _alive(database, slow()) == 7
    assert database.pings >= 3


async def test_without_the_connection_nothing_more_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has lost the lock stops what it was about to send."""
    monkeypatch.setattr("shared.messaging.carrier._ALIVE", 0.01)
    stopped = asyncio.Event()

    class Lost(Database):
        async def fetchval(self, sql: str, *_: object) -> bool:
            raise ConnectionResetError

    async def slow() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            stopped.set()

    lost: Any = Lost()
    with pytest.raises(ConnectionResetError):
        await _alive(lost, slow())
    assert stopped.is_set()
