"""What stands on an app's two topics, and who has read its answers; as the cluster's administrator, who may look."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from deploy.cli.apps.check.facts import Reading, Written
from shared.messaging.topics import intake_topic, receipts_topic
from shared.messaging.topics_admin import TIMEOUT_S, Cluster, connect

TRACE = ("ce_traceparent", "traceparent")


class Records:
    """Every call raises `confluent_kafka.KafkaException` where the cluster cannot be reached."""

    def __init__(self, cluster: Cluster, app: str) -> None:
        self._cluster = cluster
        self._app = app

    def written(self, since: datetime) -> Written:
        """The app's records from `since` on."""
        records = list(self._since(intake_topic(self._app), since))
        return Written(len(records), sum(1 for record in records if not _traced(record)))

    def reading(self) -> Reading:
        """How many answers there are, and for each of the app's groups how many it has not acknowledged."""
        from confluent_kafka import ConsumerGroupTopicPartitions
        from confluent_kafka.admin import OffsetSpec

        admin = connect(self._cluster)
        there = self._partitions(receipts_topic(self._app))
        if not there:
            return Reading()
        ends = {
            p.partition: f.result().offset
            for p, f in admin.list_offsets(dict.fromkeys(there, OffsetSpec.latest())).items()
        }
        begins = {
            p.partition: f.result().offset
            for p, f in admin.list_offsets(dict.fromkeys(there, OffsetSpec.earliest())).items()
        }
        answers = sum(ends[partition] - begins[partition] for partition in ends)
        listed = admin.list_consumer_groups(request_timeout=TIMEOUT_S).result().valid
        groups: dict[str, int] = {}
        oldest: datetime | None = None
        for group in (each.group_id for each in listed if each.group_id.startswith(self._app)):
            request = [ConsumerGroupTopicPartitions(group, there)]
            (found,) = admin.list_consumer_group_offsets(request, request_timeout=TIMEOUT_S).values()
            committed = {p.partition: p.offset for p in found.result().topic_partitions if p.offset >= 0}
            if not committed:
                continue
            left = {partition: max(committed.get(partition, 0), begins[partition]) for partition in ends}
            groups[group] = sum(ends[partition] - left[partition] for partition in ends)
            unread = self._first_at({partition: at for partition, at in left.items() if at < ends[partition]})
            oldest = unread if oldest is None or (unread is not None and unread > oldest) else oldest
        return Reading(answers, groups, oldest)

    def _first_at(self, offsets: dict[int, int]) -> datetime | None:
        """When the earliest of the records there was written."""
        from confluent_kafka import TopicPartition

        topic = receipts_topic(self._app)
        found = [next(self._read([TopicPartition(topic, p, offset)]), None) for p, offset in offsets.items()]
        return min((_moment(record) for record in found if record is not None), default=None)

    def _since(self, topic: str, since: datetime) -> Iterator[Any]:
        from confluent_kafka import TopicPartition

        wanted = [TopicPartition(p.topic, p.partition, int(since.timestamp() * 1000)) for p in self._partitions(topic)]
        if not wanted:
            return
        consumer = self._consumer()
        try:
            found = consumer.offsets_for_times(wanted, timeout=TIMEOUT_S)
        finally:
            consumer.close()
        yield from self._read([place for place in found if place.offset >= 0])

    def _read(self, places: list[Any]) -> Iterator[Any]:
        """Every record from these places to the topics' present ends."""
        consumer = self._consumer()
        try:
            ends = {p.partition: consumer.get_watermark_offsets(p, timeout=TIMEOUT_S)[1] for p in places}
            left = {p.partition for p in places if p.offset < ends[p.partition]}
            consumer.assign([p for p in places if p.partition in left])
            while left:
                record = consumer.poll(TIMEOUT_S)
                if record is None:
                    return
                if record.error() is None:
                    yield record
                    if record.offset() + 1 >= ends[record.partition()]:
                        left.discard(record.partition())
        finally:
            consumer.close()

    def _consumer(self) -> Any:
        from confluent_kafka import Consumer

        # A group is asked for and never used: nothing is committed and nobody is joined.
        return Consumer({**self._cluster.client(), "group.id": "apps-check", "enable.auto.commit": False})

    def _partitions(self, topic: str) -> list[Any]:
        from confluent_kafka import TopicPartition

        found = connect(self._cluster).list_topics(topic, timeout=TIMEOUT_S).topics[topic]
        return [] if found.error is not None else [TopicPartition(topic, number) for number in found.partitions]


def _traced(record: Any) -> bool:
    return any(name in TRACE for name, _ in record.headers() or ()) or b'"traceparent"' in (record.value() or b"")


def _moment(record: Any) -> datetime:
    return datetime.fromtimestamp(record.timestamp()[1] / 1000, UTC)
