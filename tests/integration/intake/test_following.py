"""A reader by pattern, asked about a topic that is gone, still reads all the others."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer import consumer as consumers

from deploy.embedded.stack import Stack
from shared.messaging.following import FollowingClient
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.intake.writer import KafkaApp
from tests.integration.kafka_login import app_login
from tests.integration.story import SOCIAL

GONE = TopicPartition("intake.rejst", 0)


@asynccontextmanager
async def _reader(stack: Stack) -> AsyncIterator[AIOKafkaConsumer]:
    """Of all topics the app may see, with metadata a second old at most."""
    consumer = AIOKafkaConsumer(
        **app_login(stack.endpoints, SOCIAL),
        auto_offset_reset="latest",
        metadata_max_age_ms=1_000,
        fetch_max_wait_ms=100,
    )
    consumer.subscribe(pattern=r"^intake\..*\.receipts$")
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


@pytest.mark.parametrize(("client", "reads_on"), [(FollowingClient, True), (AIOKafkaClient, False)])
async def test_a_topic_that_is_gone_stops_no_other(
    stack: Stack,
    driver: Driver,
    social: KafkaApp,
    monkeypatch: pytest.MonkeyPatch,
    client: type[AIOKafkaClient],
    reads_on: bool,
) -> None:
    """No loss: what an app writes is read, whichever topic went meanwhile; with aiokafka's own client it is not."""
    monkeypatch.setattr(consumers, "AIOKafkaClient", client)
    async with _reader(stack) as consumer:
        until = time.monotonic() + 30
        while not consumer.assignment():
            assert time.monotonic() < until
            await asyncio.sleep(0.05)
        asked = asyncio.create_task(consumer.end_offsets([GONE]))
        assert not (await asyncio.wait([asked], timeout=3))[0]
        asked.cancel()
        citizen = await driver.citizen()
        at = await social.binary(an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4()))))
        assert (await social.final(at)).kind == "accepteret"
        heard = await consumer.getmany(timeout_ms=5_000)
        assert (len(heard) > 0) is reads_on
