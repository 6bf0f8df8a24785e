"""Where the apps' topics end, but for one that cannot be reached: it must not stop every clock for good."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from shared.telemetry import Metrics, logger

_log = logger(__name__)
_REACHING = 2.0
ROUNDS = 12
"""A topic that loses its leader has another within seconds; the topics are asked for every five, or more often."""


class Reaching:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._missed: dict[str, int] = {}

    async def ends(
        self, consumer: Any, topics: Mapping[str, Collection[TopicPartition]]
    ) -> dict[TopicPartition, int] | None:
        """None while one cannot be reached; one that could not so many times in a row is left out."""
        found = await asyncio.gather(*(_ends(consumer, partitions) for partitions in topics.values()))
        missing = [topic for topic, ends in zip(topics, found, strict=True) if ends is None]
        self._missed = {topic: self._missed.get(topic, 0) + 1 for topic in missing}
        for topic, rounds in self._missed.items():
            if rounds == ROUNDS:
                _log.error("a topic cannot be reached, and is not waited for", topic=topic)
        self._metrics.topics_unreached.set(sum(rounds >= ROUNDS for rounds in self._missed.values()))
        if any(rounds < ROUNDS for rounds in self._missed.values()):
            return None
        return {partition: end for ends in found for partition, end in (ends or {}).items()}


async def _ends(consumer: Any, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int] | None:
    try:
        async with asyncio.timeout(_REACHING):
            ends: dict[TopicPartition, int] = await consumer.end_offsets(list(partitions))
            return ends
    except (KafkaError, OSError):
        return None
