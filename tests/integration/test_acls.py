"""The broker knows every principal and refuses what is not theirs."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from confluent_kafka import KafkaError
from confluent_kafka.admin import AdminClient

from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES


def _credentials(stack: Stack, principal: str) -> dict[str, str]:
    kafka, apps = stack.endpoints["kafka"], stack.endpoints["apps"]
    if principal in SERVICES:
        environment = stack.environment(principal)
        name, password = environment["SAMSPIL_KAFKA_USERNAME"], environment["SAMSPIL_KAFKA_PASSWORD"]
    elif principal in apps:
        name, password = apps[principal]["kafka_username"], apps[principal]["kafka_password"]
    else:
        name, password = kafka["auditor"]["username"], kafka["auditor"]["password"]
    return {
        "bootstrap_servers": kafka["bootstrap"],
        "security_protocol": kafka["security_protocol"],
        "sasl_mechanism": kafka["sasl_mechanism"],
        "sasl_plain_username": name,
        "sasl_plain_password": password,
    }


@pytest.mark.parametrize(
    ("principal", "topics"),
    [
        ("referral", ["kraftcenter.events", "notifications.events", "intake.kraftcenter-app"]),
        ("kraftcenter", ["referral.events", "notifications.events", "intake.kraftcenter-app"]),
        ("notifications", ["referral.events", "kraftcenter.events", "intake.kraftcenter-app"]),
        (
            "kraftcenter-app",
            ["kraftcenter.events", "referral.events", "intake.socialpsykiatri-app", "intake.kraftcenter-app.receipts"],
        ),
        ("auditor", ["referral.events", "kraftcenter.events", "notifications.events", "intake.kraftcenter-app"]),
    ],
)
async def test_nobody_writes_to_a_topic_that_is_not_theirs(stack: Stack, principal: str, topics: list[str]) -> None:
    """Access by principal: a service writes its own events alone, an app its own intake alone, the auditor nothing."""
    producer = AIOKafkaProducer(**_credentials(stack, principal), request_timeout_ms=5_000)
    await producer.start()
    try:
        for topic in topics:
            with pytest.raises(TopicAuthorizationFailedError):
                await producer.send_and_wait(topic, b"{}", partition=0)
    finally:
        await producer.stop()


@pytest.mark.parametrize("topic", ["kraftcenter.events", "notifications.events", "intake.socialpsykiatri-app.receipts"])
async def test_an_app_sees_no_topic_but_its_own(stack: Stack, topic: str) -> None:
    """Access by principal: an app hears through its receipts and notices, never from a topic that is not its own."""
    signed_in = _credentials(stack, "kraftcenter-app")
    client = AdminClient(
        {
            "bootstrap.servers": signed_in["bootstrap_servers"],
            "security.protocol": signed_in["security_protocol"],
            "sasl.mechanism": signed_in["sasl_mechanism"],
            "sasl.username": signed_in["sasl_plain_username"],
            "sasl.password": signed_in["sasl_plain_password"],
        }
    )
    seen = await asyncio.to_thread(client.list_topics, topic, 10)
    assert seen.topics[topic].error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
