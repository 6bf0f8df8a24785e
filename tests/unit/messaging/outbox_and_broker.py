"""An outbox and a broker without a database or Kafka, and the relay between them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any
from uuid import UUID

from shared.messaging.producer import Batch, Outgoing, Prepared, Producer, Sent, Unconfirmed
from shared.messaging.relay import Relay
from shared.messaging.wake import Wake
from shared.messaging.wire import RecordBatch, encode_headers
from shared.telemetry import Metrics

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


@contextlib.asynccontextmanager
async def running(database: Database, broker: Broker) -> AsyncIterator[Relay]:
    """The relay runs inside the block."""
    relay = a_relay(database, broker)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def two_rounds_ready(database: Database, broker: Broker) -> AsyncIterator[None]:
    """Likewise; one round is on its way as the block begins, until `broker.let` is set, and the next is made ready."""
    broker.let.clear()
    async with running(database, broker):
        await seen(lambda: len(broker.prepared) == 2)
        yield


async def carried(database: Database, broker: Broker, until: Callable[[], bool] | None = None) -> Relay:
    """The relay runs until then; else until the outbox is empty."""
    async with running(database, broker) as relay:
        await seen(until or (lambda: not database.outbox))
    return relay
