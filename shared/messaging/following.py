"""Who reads all topics that fit a pattern goes on following all of them, whichever topic is asked about.

aiokafka's client knows either all topics or a list. Asked for the offsets of a partition that it does not know, as when
a topic has just gone or has no leader for a moment, it begins a list of that one topic: from then on it sees no other,
takes them for gone, and its reader reads nothing any more, without a word.
"""

from collections.abc import Collection
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.consumer import consumer


class FollowingClient(AIOKafkaClient):  # type: ignore[misc] # aiokafka has no annotations
    """Told to follow all topics, it begins no list."""

    _all = False

    def set_topics(self, topics: Collection[str]) -> Any:
        self._all = not topics
        return super().set_topics(topics)

    def add_topic(self, topic: str) -> Any:
        return self.force_metadata_update() if self._all else super().add_topic(topic)


def follow() -> None:
    """From now on, every consumer of this process follows so."""
    consumer.AIOKafkaClient = FollowingClient
