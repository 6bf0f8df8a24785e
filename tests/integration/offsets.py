"""Where consumer groups stand: looked up, and turned back, as an administrator would."""

import asyncio
import re
from collections.abc import Iterator

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from deploy.embedded.stack import Stack
from shared.intake import INTAKE_TOPICS
from shared.messaging.topics import EVENTS_PARTITIONS, HEARS, events_topic, intake_group
from shared.messaging.topics_admin import Cluster, connect

_SECONDS = 20


async def reset_to_start(stack: Stack, service: str) -> None:
    """The stopped service's group stands at offset 0 of every topic it hears."""
    await asyncio.to_thread(_reset, stack.cluster, service)


async def reset_intake_to_start(stack: Stack, service: str) -> None:
    """The same for the group in which the stopped service reads the apps' reports."""
    await asyncio.to_thread(_reset_intake, stack.cluster, service)


async def unread(cluster: Cluster) -> int:
    """Records on the services' and the apps' topics whose offsets their readers have not committed."""
    return await asyncio.to_thread(_unread, cluster)


def _reset(cluster: Cluster, service: str) -> None:
    admin = connect(cluster)
    _to_start(admin, service, list(_places(service)))


def _reset_intake(cluster: Cluster, service: str) -> None:
    admin = connect(cluster)
    _to_start(admin, intake_group(service), _intake_places(admin))


def _to_start(admin: AdminClient, group: str, places: list[TopicPartition]) -> None:
    # The caller holds on to its client until it has answered: one that is let go of never does.
    request = [ConsumerGroupTopicPartitions(group, [TopicPartition(p.topic, p.partition, 0) for p in places])]
    for done in admin.alter_consumer_group_offsets(request).values():
        done.result(timeout=_SECONDS)


def _unread(cluster: Cluster) -> int:
    admin = connect(cluster)
    try:
        reported = _intake_places(admin)
        return sum(
            _behind(admin, group, places)
            for service in HEARS
            for group, places in ((service, list(_places(service))), (intake_group(service), reported))
        )
    except KafkaException:
        # An app's topic that is just being taken away cannot be asked about: to be looked at again.
        return 1


def _behind(admin: AdminClient, group: str, places: list[TopicPartition]) -> int:
    ends = {
        (place.topic, place.partition): done.result(timeout=_SECONDS).offset
        for place, done in admin.list_offsets({place: OffsetSpec.latest() for place in places}).items()
    }
    left = 0
    for done in admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group, places)]).values():
        for place in done.result(timeout=_SECONDS).topic_partitions:
            left += ends[place.topic, place.partition] - max(place.offset, 0)
    return left


def _places(service: str) -> Iterator[TopicPartition]:
    for heard in HEARS[service]:
        for partition in range(EVENTS_PARTITIONS):
            yield TopicPartition(events_topic(heard), partition)


def _intake_places(admin: AdminClient) -> list[TopicPartition]:
    known = admin.list_topics(timeout=_SECONDS).topics.items()
    return [TopicPartition(name, n) for name, topic in known if re.match(INTAKE_TOPICS, name) for n in topic.partitions]
