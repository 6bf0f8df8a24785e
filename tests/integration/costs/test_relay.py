"""What carrying the outbox to Kafka costs."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest
from aiokafka.protocol.produce import ProduceRequest

from deploy.embedded.stack import Stack
from shared.contracts import NoticeRead
from shared.messaging.outbox import put_in_outbox
from shared.messaging.producer import Producer
from shared.messaging.relay import Relay
from shared.messaging.topics import EVENTS_PARTITIONS
from shared.messaging.unit import Unit
from shared.runtime.kafka import make_producer
from tests.integration.costs.counting import Counted, Statements, listened
from tests.integration.costs.numbers import (
    CARRIED,
    CARRIED_OF_ONE,
    EVENTS,
    SMALL,
    Carrying,
)
from tests.suites.notifications_story import happened

_SOME = UUID("5d4c0f0c-2f5f-4a53-9c68-8f2f0c1f7d11")


class Produced:
    """What a producer hands to Kafka: closed batches, each one partition's part of a request, and the requests."""

    def __init__(self) -> None:
        self.batches = 0
        self.requests = 0

    def of(self, producer: Producer) -> Producer:
        inner = producer._producer
        add, send = inner.send_batch, inner.client.send

        async def added(*args: Any, **kwargs: Any) -> Any:
            self.batches += 1
            return await add(*args, **kwargs)

        async def sent(node: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            self.requests += isinstance(request, ProduceRequest)
            return await send(node, request, *args, **kwargs)

        inner.send_batch, inner.client.send = added, sent
        return producer


@pytest.fixture
async def sender(quiet: Stack) -> AsyncIterator[Counted]:
    async with Counted.open("notifications", quiet.environment("notifications")) as opened:
        await opened.pool.execute("DELETE FROM outbox")
        yield opened


@pytest.mark.parametrize(
    ("citizens", "partitions", "cost"), [(1, 1, CARRIED_OF_ONE), (EVENTS, EVENTS_PARTITIONS, CARRIED)]
)
async def test_a_thousand_events_leave_in_rounds(
    sender: Counted, citizens: int, partitions: int, cost: Carrying
) -> None:
    """Relay: 500 rows are read, sent as one closed batch a partition in one request, and deleted at once; what a batch
    has no room for waits for the next.

    The next 500, and a look in vain, are read while others are on their way; another look in vain ends it. What goes
    by the clock is not counted: signs of life, and the look at who writes.
    """
    await _fill(sender, range(EVENTS), citizens)
    statements, produced = Statements(), Produced()
    async with _relaying(sender, statements, produced) as running:
        async with asyncio.timeout(60):
            while statements.of("SELECT seq") < cost.reads:
                assert not running.done()
                await asyncio.sleep(0.001)
        asked = list(statements.asked)
    assert await sender.pool.fetchval("SELECT count(*) FROM outbox") == 0
    assert _by_the_clock(statements) + 2 + cost.reads + cost.deletes == len(asked), str(statements)
    assert statements.of("DELETE FROM outbox") == cost.deletes
    assert produced.batches == cost.requests * partitions
    assert produced.requests == cost.requests


async def test_ten_events_leave_in_one_round(sender: Counted) -> None:
    """Relay: what is committed a little at a time leaves so, with one request and one delete each time.

    Looks in vain go by the clock here, too: the relay looks again twice a second.
    """
    statements, produced = Statements(), Produced()
    async with _relaying(sender, statements, produced) as running, asyncio.timeout(60):
        while statements.of("SELECT seq") < 1:
            assert not running.done()
            await asyncio.sleep(0.001)
        for first in range(0, EVENTS, SMALL):
            await _fill(sender, range(first, first + SMALL), citizens=1)
            sender.parts.wake.heard("outbox")
            while statements.of("DELETE FROM outbox") <= first // SMALL:
                assert not running.done()
                await asyncio.sleep(0.001)
    assert await sender.pool.fetchval("SELECT count(*) FROM outbox") == 0
    rounds = EVENTS // SMALL
    reads = statements.of("SELECT seq")
    assert statements.of("DELETE FROM outbox") == produced.requests == produced.batches == rounds
    assert reads > rounds
    assert _by_the_clock(statements) + 2 + reads + rounds == len(statements.asked), str(statements)


@asynccontextmanager
async def _relaying(sender: Counted, statements: Statements, produced: Produced) -> "AsyncIterator[asyncio.Task[None]]":
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await listened(sender.parts.settings.database_url.get_secret_value(), statements)

    async def produce() -> Producer:
        return produced.of(await make_producer(sender.parts.settings))

    relay = Relay(connect, produce, sender.parts.wake, sender.parts.metrics)
    running = asyncio.create_task(relay.run())
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.wait([running])


def _by_the_clock(statements: Statements) -> int:
    return sum(map(statements.of, ("SELECT 1", "SELECT last_value", "SELECT virtualtransaction")))


async def _fill(sender: Counted, numbers: Iterable[int], citizens: int) -> None:
    unit = Unit()
    for number in numbers:
        # The same ids at every run: where a record goes is told by its key.
        subject = uuid5(_SOME, str(number % citizens))
        id_ = uuid5(_SOME, f"event {number}")
        read = NoticeRead(event_id=id_, notice_id=id_, recipient_kind="department", department="svr")
        put_in_outbox(unit, happened(read, subject, id_))
    statement = unit.writes.statement()
    assert statement is not None
    await sender.pool.fetchval(statement[0], *statement[1])
