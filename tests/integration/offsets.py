"""Turning a consumer group back, as an administrator would."""

import asyncio

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

from deploy.embedded.stack import Stack
from shared.messaging.topics import EVENTS_PARTITIONS, HEARS, events_topic


async def reset_to_start(stack: Stack, service: str) -> None:
    """The stopped service's group stands at offset 0 of every topic it hears."""
    await asyncio.to_thread(_reset, stack, service)


def _reset(stack: Stack, service: str) -> None:
    cluster = stack.cluster
    admin = AdminClient(
        {
            "bootstrap.servers": cluster.bootstrap,
            "security.protocol": cluster.security_protocol,
            "sasl.mechanism": cluster.sasl_mechanism,
            "sasl.username": cluster.username,
            "sasl.password": cluster.password,
        }
    )
    places = [
        TopicPartition(events_topic(heard), partition, 0)
        for heard in HEARS[service]
        for partition in range(EVENTS_PARTITIONS)
    ]
    request = [ConsumerGroupTopicPartitions(service, places)]
    for done in admin.alter_consumer_group_offsets(request).values():
        done.result(timeout=20)
