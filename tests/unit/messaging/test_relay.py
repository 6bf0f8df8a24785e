"""The relay's own rules, without a database or a broker."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from shared.messaging.producer import Outgoing, Producer, Sent, Unconfirmed
from shared.messaging.relay import Relay, _alive
from shared.messaging.wake import Wake
from shared.telemetry import Metrics

HEADERS = json.dumps({"ce_id": "1", "ce_type": "t", "ce_correlationid": "2"})


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

    async def add_listener(self, *_: object) -> None:
        """Nobody notifies."""

    async def fetchval(self, sql: str, *_: object) -> bool:
        if "lock" in sql:
            self.asked += 1
            return self.free
        self.pings += 1
        return True

    async def fetch(self, _: str, after: int, count: int, closed: list[str]) -> list[dict[str, Any]]:
        row = {"aggregatetype": "referral", "aggregateid": UUID(int=0), "payload": b"{}", "headers": HEADERS}
        rows = [{"seq": seq, **row, "topic": self.topics.get(seq)} for seq in sorted(self.outbox)]
        return [row for row in rows if row["topic"] not in closed][:count]

    async def execute(self, sql: str, *args: Any) -> None:
        if "make_interval" in sql:
            self.expired += args[0]
        else:
            self.outbox = [seq for seq in self.outbox if seq not in args[0]]

    def terminate(self) -> None:
        self.terminated += 1


class Broker(Producer):
    def __init__(self) -> None:
        self.sent: list[int] = []
        self.confirm = 1000
        self.fail = 0
        self.closed = 0
        self.shut: set[str] = set()
        self.topics: list[str] = []

    async def send(self, records: Sequence[Outgoing]) -> Sent:
        if self.fail:
            self.fail -= 1
            raise Unconfirmed
        sent = [r for r in records if r.topic not in self.shut][: self.confirm]
        self.sent += [r.seq for r in sent]
        self.topics += [r.topic for r in sent]
        return Sent([r.seq for r in sent], frozenset(self.shut & {r.topic for r in records}))

    async def close(self) -> None:
        self.closed += 1


async def seen(condition: Callable[[], bool]) -> None:
    """Ten seconds are for a machine that has something else to do."""
    async with asyncio.timeout(10):
        while True:
            if condition():
                return
            await asyncio.sleep(0.001)


async def carried(database: Database, broker: Broker, until: Callable[[], bool] | None = None) -> Relay:
    """The relay runs until then; else until the outbox is empty."""

    async def connect() -> Any:
        return database

    async def produce() -> Producer:
        return broker

    pool: Any = None
    relay = Relay(connect, produce, Wake(pool), Metrics())
    task = asyncio.create_task(relay.run())
    await seen(until or (lambda: not database.outbox))
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
    await carried(database, broker)
    assert (broker.sent, database.outbox) == ([1], [])
    assert (broker.closed, database.terminated) == (2, 2)


async def test_a_row_goes_to_its_own_topic() -> None:
    """Rows of before the column was there go where they always went."""
    database, broker = Database(1, 2), Broker()
    database.topics[2] = "intake.svr-app.receipts"
    await carried(database, broker)
    assert broker.topics == ["referral.events", "intake.svr-app.receipts"]


async def test_an_apps_closed_topic_keeps_nobody_elses_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers are passed over for a while, expire as they would have on the topic, and go when it opens."""
    monkeypatch.setattr("shared.messaging.relay._CLOSED", 0.02)
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


async def test_the_connection_is_used_while_the_broker_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence would lose the outbox: waiting for Kafka is not silent."""
    monkeypatch.setattr("shared.messaging.relay._ALIVE", 0.01)
    database: Any = Database()

    async def slow() -> int:
        await seen(lambda: database.pings >= 3)
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
