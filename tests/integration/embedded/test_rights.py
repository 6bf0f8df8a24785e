"""Who may what, on the real broker and the real database."""

import asyncio
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from deploy.embedded.people import APPS
from deploy.embedded.plan import Plan
from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from shared.messaging.topics_admin import apply


def _access(endpoints: dict[str, Any], user: str, word: str) -> dict[str, str]:
    kafka = endpoints["kafka"]
    return {
        "bootstrap_servers": kafka["bootstrap"],
        "security_protocol": kafka["security_protocol"],
        "sasl_mechanism": kafka["sasl_mechanism"],
        "sasl_plain_username": user,
        "sasl_plain_password": word,
    }


@pytest.mark.parametrize("topic", ["intake.kraftcenter-app", "referral.events", "intake.svr-app.receipts"])
async def test_an_app_writes_to_its_own_topic_alone(endpoints: dict[str, Any], topic: str) -> None:
    """The broker refuses an app any topic but its own intake: the topic is the app's identity."""
    app = endpoints["apps"]["svr-app"]
    producer = AIOKafkaProducer(**_access(endpoints, app["kafka_username"], app["kafka_password"]))
    await producer.start()
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(topic, b"{}")
    finally:
        await producer.stop()


async def test_the_auditor_reads_every_event_and_writes_none(endpoints: dict[str, Any]) -> None:
    """Everything authoritative can be followed with one credential that can do no harm."""
    auditor = endpoints["kafka"]["auditor"]
    access = _access(endpoints, auditor["username"], auditor["password"])
    topics = [f"{service}.events" for service in SERVICES]
    consumer = AIOKafkaConsumer(*topics, **access, group_id="auditor-test")
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            while len(consumer.assignment()) < 36:  # noqa: ASYNC110 (aiokafka has no event for it)
                await asyncio.sleep(0.05)
    finally:
        await consumer.stop()
    producer = AIOKafkaProducer(**access)
    await producer.start()
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait("referral.events", b"{}")
    finally:
        await producer.stop()


async def test_a_wrong_password_gets_nowhere(endpoints: dict[str, Any]) -> None:
    """The broker authenticates from the start."""
    producer = AIOKafkaProducer(**_access(endpoints, "referral", "guess"), request_timeout_ms=3000)
    with pytest.raises(KafkaError):
        await producer.start()
    await producer.stop()


async def test_topics_users_and_rights_are_as_declared(stack: Stack) -> None:
    """The declaration and the cluster do not drift; asked again, there is nothing to do."""
    plan = Plan.of_running(stack.layout)
    assert await asyncio.to_thread(apply, plan.kafka.cluster, APPS, check=True) == []
    found = await asyncio.to_thread(apply, plan.kafka.cluster, [*APPS, "skole-app"], check=True)
    assert {(each.kind, each.name) for each in found if each.kind == "topic"} == {
        ("topic", "intake.skole-app"),
        ("topic", "intake.skole-app.receipts"),
    }
    assert not any(each.mended for each in found)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_changes_rows_and_no_tables(endpoints: dict[str, Any], service: str) -> None:
    """A service runs under a role that owns nothing; only its migration does."""
    connection = await asyncpg.connect(endpoints["postgres"][service])
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (id int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DROP TABLE outbox")
        assert await connection.fetchval("SELECT count(*) FROM outbox") >= 0
    finally:
        await connection.close()


async def test_a_service_opens_no_other_services_database(endpoints: dict[str, Any]) -> None:
    """Each service has its own database, and its role none but that."""
    other = endpoints["postgres"]["referral"].removesuffix("/referral") + "/kraftcenter"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(other)
