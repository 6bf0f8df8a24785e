"""How far behind its topics each consumer group is, as the cluster's administrator sees it."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.messaging.topics_admin import TIMEOUT_S, Cluster, connect


def backlog(cluster: Cluster, heard: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """For each group how many records of its topics it has not acknowledged. A partition never read counts in full,
    what has expired does not. Raises `confluent_kafka.KafkaException` where the cluster cannot be reached."""
    per_topic = backlog_by_topic(cluster, heard)
    return {group: sum(counts.values()) for group, counts in per_topic.items()}


def backlog_by_topic(cluster: Cluster, heard: Mapping[str, Iterable[str]]) -> dict[str, dict[str, int]]:
    """The same for each group and topic. A topic that is not there has nothing that could be unread."""
    from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition

    admin = connect(cluster)
    known = admin.list_topics(timeout=TIMEOUT_S).topics
    wanted = {group: [name for name in names if name in known] for group, names in heard.items()}
    everything = {(name, number) for names in wanted.values() for name in names for number in known[name].partitions}
    first, end = _offsets(admin, everything, "earliest"), _offsets(admin, everything, "latest")
    result: dict[str, dict[str, int]] = {}
    for group, names in wanted.items():
        result[group] = dict.fromkeys(names, 0)
        mine = [place for place in everything if place[0] in result[group]]
        if not mine:
            continue
        request = [ConsumerGroupTopicPartitions(group, [TopicPartition(*place) for place in mine])]
        (answer,) = admin.list_consumer_group_offsets(request, request_timeout=TIMEOUT_S).values()
        done = {(p.topic, p.partition): p.offset for p in answer.result().topic_partitions}
        for place in mine:
            result[group][place[0]] += max(0, end[place] - max(done.get(place, 0), first[place]))
    return result


def _offsets(admin: Any, places: Iterable[tuple[str, int]], which: str) -> dict[tuple[str, int], int]:
    from confluent_kafka import TopicPartition
    from confluent_kafka.admin import OffsetSpec

    asked = {TopicPartition(*place): getattr(OffsetSpec, which)() for place in places}
    if not asked:
        return {}
    answers = admin.list_offsets(asked, request_timeout=TIMEOUT_S)
    return {(p.topic, p.partition): int(future.result().offset) for p, future in answers.items()}
