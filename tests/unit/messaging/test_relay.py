"""The relay's own rules, without a database or a broker."""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from shared.messaging.producer import Outgoing, Producer, Unconfirmed
from shared.messaging.relay import Relay, _alive
from shared.messaging.wake import Wake
from shared.telemetry import Metrics

HEADERS = json.dumps({"ce_id": "1", "ce_type": "t", "ce_correlationid": "2"})


class Database:
    """An outbox and the one connection to it."""

    def __init__(self, *seqs: int) -> None:
        self.outbox = list(seqs)
        self.free = True
        self.pings = 0
        self.terminated = 0

    async def add_listener(self, *_: object) -> None:
        """Nobody notifies."""

    async def fetchval(self, sql: str, *_: object) -> bool:
        if "lock" in sql:
            return self.free
        self.pings += 1
        return True

    async def fetch(self, _: str, after: int, count: int) -> list[dict[str, Any]]:
        row = {"aggregatetype": "referral", "aggregateid": UUID(int=0), "payload": b"{}", "headers": HEADERS}
        return [{"seq": seq, **row} for seq in sorted(self.outbox)[:count]]

    async def execute(self, _: str, seqs: list[int]) -> None:
        self.outbox = [seq for seq in self.outbox if seq not in seqs]

    def terminate(self) -> None:
        self.terminated += 1


class Broker(Producer):
    def __init__(self) -> None:
        self.sent: list[int] = []
        self.confirm = 1000
        self.fail = 0
        self.closed = 0

    async def send(self, records: Sequence[Outgoing]) -> list[int]:
        if self.fail:
            self.fail -= 1
            raise Unconfirmed
        sent = [r.seq for r in records][: self.confirm]
        self.sent += sent
        return sent

    async def close(self) -> None:
        self.closed += 1


async def carried(database: Database, broker: Broker, seconds: float = 0.03) -> Relay:
    async def connect() -> Any:
        return database

    async def produce() -> Producer:
        return broker

    pool: Any = None
    relay = Relay(connect, produce, Wake(pool), Metrics())
    task = asyncio.create_task(relay.run())
    await asyncio.sleep(seconds)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return relay


async def test_only_what_was_confirmed_is_deleted() -> None:
    """What did not fit or was not confirmed stands until it is, and goes next."""
    database, broker = Database(3, 1, 2, 5), Broker()
    broker.confirm = 2
    await carried(database, broker)
    assert (broker.sent, database.outbox) == ([1, 2, 3, 5], [])


async def test_doubt_begins_anew() -> None:
    """After an unclear answer producer and connection are thrown away, and nothing was deleted."""
    database, broker = Database(1), Broker()
    broker.fail = 1
    await carried(database, broker, 0.15)
    assert (broker.sent, database.outbox) == ([1], [])
    assert (broker.closed, database.terminated) == (2, 2)


async def test_a_standby_sends_nothing() -> None:
    """One lock, one relay."""
    database, broker = Database(1), Broker()
    database.free = False
    relay = await carried(database, broker)
    assert (broker.sent, relay.owner) == ([], False)


async def test_the_connection_is_used_while_the_broker_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would lose the outbox: waiting for Kafka is not silent."""
    monkeypatch.setattr("shared.messaging.relay._ALIVE", 0.01)
    database: Any = Database()

    async def slow() -> int:
        await asyncio.sleep(0.06)
        return 7

    assert await _alive(database, slow()) == 7
    assert database.pings >= 3


async def test_without_the_connection_nothing_more_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has lost the lock stops what it was about to send."""
    monkeypatch.setattr("shared.messaging.relay._ALIVE", 0.01)
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
