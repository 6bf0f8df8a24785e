"""What one app does is nobody else's business: a new one is heard, a bad one slows nobody."""

import asyncio
import secrets
import time
from typing import Any
from uuid import uuid4

import pytest
from aiokafka.producer import message_accumulator, producer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from deploy.embedded import credentials
from deploy.embedded.stack import Stack
from shared.messaging.topics_app import AppTopics
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.intake.writer import KafkaApp
from tests.integration.story import KRAFT, SOCIAL


async def test_a_new_app_is_heard_within_a_minute(driver: Driver, stack: Stack) -> None:
    """Managing apps: no service is started again. An app that has its topic before its department is refused."""
    app, password = f"ny-{secrets.token_hex(4)}", secrets.token_hex(16)
    register = credentials.register(stack.layout)
    topics = AppTopics(stack.cluster)
    citizen = await driver.citizen()
    await asyncio.to_thread(topics.open, app, register.all(), password)
    try:
        async with KafkaApp.signed_in(stack, app, app, password) as writer:
            began = time.monotonic()
            early = await writer.binary(_asking(app, citizen))
            answer = await writer.final(early, 60)
            assert time.monotonic() - began < 60
            assert (answer.kind, answer.service, answer.pointers) == ("afvist", "referral", [""])
            register.put({app: "socialpsykiatri"})
            answer = await writer.final(await writer.binary(_asking(app, citizen)), 20)
            assert answer.kind == "accepteret"
            assert answer.data["event_source"] == f"urn:samspil:app:{app}"
    finally:
        register.take(app)
        await asyncio.to_thread(topics.shut, app)
        await asyncio.to_thread(topics.clear, app)


async def test_bad_records_slow_nobody_elses(driver: Driver, social: KafkaApp, kraft: KafkaApp) -> None:
    """Kafka intake: behind a thousand bad records of one app, another's report has its answer in seconds."""
    good = [an_event(SOCIAL, "henvisning.oprettet", await driver.citizen(), a_referral(str(uuid4()))) for _ in range(5)]
    bad = [an_event(SOCIAL, "henvisning.oprettet", str(uuid4()), {"offer": n}) for n in range(1_000)]
    flood = asyncio.create_task(kraft.all(bad))
    began = time.monotonic()
    places = await social.all(good)
    await social.answered(places, 30)
    assert time.monotonic() - began < 30
    assert [social.kinds(at) for at in places] == [["accepteret"]] * 5
    spoilt = await flood
    await kraft.answered(spoilt, 60)
    assert kraft.faults(spoilt) == []


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
async def test_an_app_may_compress(driver: Driver, stack: Stack, compression: str) -> None:
    """Kafka's own codecs: none of them stops the reading, of this app or of any other."""
    async with KafkaApp.open(stack, SOCIAL, compression) as app:
        citizen = await driver.citizen()
        places = await app.all([_asking(SOCIAL, citizen) for _ in range(3)])
        await app.answered(places)
        assert [app.kinds(at) for at in places] == [["accepteret"]] * 3


class _Latin(str):
    """A header's name in an encoding of before Unicode."""

    def encode(self, *_: Any) -> bytes:
        return str.encode(self, "latin-1")


async def test_a_header_whose_name_is_no_text(
    driver: Driver, social: KafkaApp, kraft: KafkaApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka intake: what our client cannot decode is answered as unreadable, and nothing is lost behind it."""
    citizen = await driver.citizen()
    with monkeypatch.context() as patched:
        for module in (message_accumulator, producer):
            patched.setattr(module, "DefaultRecordBatchBuilder", _DefaultRecordBatchBuilderPy)
        spoilt = await social.binary(_asking(SOCIAL, citizen), headers=[(_Latin("kørsel"), b"1")])
    fine = await social.binary(_asking(SOCIAL, citizen))
    assert (await social.final(fine)).kind == "accepteret"
    answer = await social.final(spoilt)
    assert (answer.kind, answer.service, answer.data["event_id"]) == ("afvist", "referral", None)
    other = await kraft.binary(_asking(KRAFT, citizen))
    await kraft.answered([other])


def _asking(app: str, citizen: str) -> dict[str, object]:
    return an_event(app, "henvisning.oprettet", citizen, a_referral(str(uuid4())))
