"""What carrying the outbox to Kafka costs."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest

from deploy.embedded.stack import Stack
from shared.contracts import NoticeRead
from shared.messaging.outbox import put_in_outbox
from shared.messaging.producer import Producer
from shared.messaging.relay import Relay
from shared.messaging.topics import EVENTS_PARTITIONS
from shared.messaging.unit import Unit
from shared.runtime.kafka import make_producer
from tests.integration.costs.counting import Counted, Statements, listened
from tests.integration.costs.numbers import EVENTS, RELAY_BATCHES_A_PARTITION, RELAY_DELETES, RELAY_READS
from tests.suites.notifications_story import happened

_SOME = UUID("5d4c0f0c-2f5f-4a53-9c68-8f2f0c1f7d11")


class Batches:
    """How many closed batches were handed to Kafka: each is one partition's part of a produce request."""

    def __init__(self) -> None:
        self.sent = 0

    def of(self, producer: Producer) -> Producer:
        inner = producer._producer
        send = inner.send_batch

        async def counted(*args: Any, **kwargs: Any) -> Any:
            self.sent += 1
            return await send(*args, **kwargs)

        inner.send_batch = counted
        return producer


@pytest.fixture
async def sender(quiet: Stack) -> AsyncIterator[Counted]:
    async with Counted.open("notifications", quiet.environment("notifications")) as opened:
        await opened.pool.execute("DELETE FROM outbox")
        yield opened


@pytest.mark.parametrize(("citizens", "partitions"), [(1, 1), (EVENTS, EVENTS_PARTITIONS)])
async def test_a_thousand_events_leave_in_two_rounds(sender: Counted, citizens: int, partitions: int) -> None:
    """Relay: 500 rows are read, sent as one closed batch a partition, and deleted at once.

    The second 500, and a look in vain, are read while others are on their way; another look in vain ends it. What goes
    by the clock is not counted: signs of life, and the look at who writes.
    """
    await _fill(sender, citizens)
    statements, batches = Statements(), Batches()

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await listened(sender.parts.settings.database_url.get_secret_value(), statements)

    async def produce() -> Producer:
        return batches.of(await make_producer(sender.parts.settings))

    relay = Relay(connect, produce, sender.parts.wake, sender.parts.metrics)
    running = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(60):
            while statements.of("SELECT seq") < RELAY_READS:
                assert not running.done()
                await asyncio.sleep(0.001)
        asked = list(statements.asked)
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert await sender.pool.fetchval("SELECT count(*) FROM outbox") == 0
    by_the_clock = sum(map(statements.of, ("SELECT 1", "SELECT last_value", "SELECT virtualtransaction")))
    assert by_the_clock + 2 + RELAY_READS + RELAY_DELETES == len(asked), str(statements)
    assert statements.of("DELETE FROM outbox") == RELAY_DELETES
    assert batches.sent == RELAY_BATCHES_A_PARTITION * partitions


async def _fill(sender: Counted, citizens: int) -> None:
    unit = Unit()
    for number in range(EVENTS):
        # The same ids at every run: where a record goes is told by its key.
        subject = uuid5(_SOME, str(number % citizens))
        id_ = uuid5(_SOME, f"event {number}")
        read = NoticeRead(event_id=id_, notice_id=id_, recipient_kind="department", department="svr")
        put_in_outbox(unit, happened(read, subject, id_))
    statement = unit.writes.statement()
    assert statement is not None
    await sender.pool.fetchval(statement[0], *statement[1])
