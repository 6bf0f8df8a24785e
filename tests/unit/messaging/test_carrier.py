"""What a round of the relay is made of, and the connection that holds its lock meanwhile."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.errors import KafkaError

from shared.messaging.carrier import _alive, _outgoing
from shared.messaging.producer import Outgoing, Prepared, Producer, Unconfirmed
from shared.messaging.wire import decode_headers
from tests.unit.messaging.outbox_and_broker import Database, Row, seen


async def test_a_row_of_before_goes_all_the_same() -> None:
    """A row that an instance of before wrote has its headers as text alone."""
    rows: Any = [Row((1, "t", None, b"{}", None, '{"ce_id": "1", "ce_type": "t", "content-type": "x"}'))]
    outgoing, _ = _outgoing(rows)
    assert decode_headers(outgoing[0].headers) == {"ce_id": "1", "ce_type": "t", "content-type": "x"}


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
