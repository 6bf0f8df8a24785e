"""An app's part of the cluster, as whoever takes it away must know it."""

from typing import Any

from shared.messaging.topics import intake_topic
from shared.messaging.topics_admin import TIMEOUT_S
from shared.messaging.topics_app import AppTopics


class LeavingTopics(AppTopics):
    """Knows, too, whether an answer can still be under way."""

    def all_answered(self, app: str) -> bool:
        """Whether each record that stands on the app's topic has its final answer. An app that writes in transactions
        leaves marks there that nobody answers: then False, whatever was answered."""
        from confluent_kafka import TopicPartition
        from confluent_kafka.admin import OffsetSpec

        topic = intake_topic(app)
        known = self._admin.list_topics(timeout=TIMEOUT_S).topics
        if topic not in known:
            return True
        first, end = (
            self._offsets([TopicPartition(topic, number) for number in known[topic].partitions], spec)
            for spec in (OffsetSpec.earliest(), OffsetSpec.latest())
        )
        records = {(number, offset) for number in end for offset in range(first[number], end[number])}
        return not records or records <= {place for kind, place in self._answers(app) if kind != "venter"}

    def _offsets(self, places: list[Any], spec: Any) -> dict[int, int]:
        answers = self._admin.list_offsets(dict.fromkeys(places, spec), request_timeout=TIMEOUT_S)
        return {place.partition: int(future.result().offset) for place, future in answers.items()}
