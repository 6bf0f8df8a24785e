"""Where consumer groups stand: looked up, and turned back, as an administrator would."""

import asyncio
from collections.abc import Iterator

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from deploy.embedded.stack import Stack
from shared.messaging.topics import EVENTS_PARTITIONS, HEARS, events_topic
from shared.messaging.topics_admin import Cluster

_SECONDS = 20


async def reset_to_start(stack: Stack, service: str) -> None:
    """The stopped service's group stands at offset 0 of every topic it hears."""
    await asyncio.to_thread(_reset, stack.cluster, service)


async def unread(cluster: Cluster) -> int:
    """Records on the services' topics whose offsets their readers have not committed."""
    return await asyncio.to_thread(_unread, cluster)


def _reset(cluster: Cluster, service: str) -> None:
    places = [TopicPartition(place.topic, place.partition, 0) for place in _places(service)]
    request = [ConsumerGroupTopicPartitions(service, places)]
    # Held until it has answered: a client that is let go of never does.
    admin = _admin(cluster)
    for done in admin.alter_consumer_group_offsets(request).values():
        done.result(timeout=_SECONDS)


def _unread(cluster: Cluster) -> int:
    admin = _admin(cluster)
    left = 0
    for service in HEARS:
        places = list(_places(service))
        ends = {
            (place.topic, place.partition): done.result(timeout=_SECONDS).offset
            for place, done in admin.list_offsets({place: OffsetSpec.latest() for place in places}).items()
        }
        request = [ConsumerGroupTopicPartitions(service, places)]
        for done in admin.list_consumer_group_offsets(request).values():
            for place in done.result(timeout=_SECONDS).topic_partitions:
                left += ends[place.topic, place.partition] - max(place.offset, 0)
    return left


def _places(service: str) -> Iterator[TopicPartition]:
    for heard in HEARS[service]:
        for partition in range(EVENTS_PARTITIONS):
            yield TopicPartition(events_topic(heard), partition)


def _admin(cluster: Cluster) -> AdminClient:
    return AdminClient(
        {
            "bootstrap.servers": cluster.bootstrap,
            "security.protocol": cluster.security_protocol,
            "sasl.mechanism": cluster.sasl_mechanism,
            "sasl.username": cluster.username,
            "sasl.password": cluster.password,
        }
    )
