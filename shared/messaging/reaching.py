"""Where the apps' topics end, but for one that cannot be reached: it must not stop every clock for good."""

import asyncio
import time
from collections.abc import Collection, Mapping
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from shared.telemetry import Metrics, logger

_log = logger(__name__)
_REACHING = 2.0
ROUNDS = 12
AT_LEAST = 60.0
"""Seconds. A topic that loses its leader has another within a few; how often it is asked for in them varies."""


class Reaching:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._missed: dict[str, tuple[int, float]] = {}
        self._given_up: set[str] = set()

    async def ends(
        self, consumer: Any, topics: Mapping[str, Collection[TopicPartition]]
    ) -> dict[TopicPartition, int] | None:
        """None while one cannot be reached; one that could not so many times in a row, and for so long, is left out."""
        found = await asyncio.gather(*(_ends(consumer, partitions) for partitions in topics.values()))
        missing = [topic for topic, ends in zip(topics, found, strict=True) if ends is None]
        now = time.monotonic()
        before = {topic: self._missed.get(topic, (0, now)) for topic in missing}
        self._missed = {topic: (rounds + 1, since) for topic, (rounds, since) in before.items()}
        out = {topic for topic, (rounds, since) in self._missed.items() if rounds >= ROUNDS and now - since >= AT_LEAST}
        for topic in sorted(out - self._given_up):
            _log.error("a topic cannot be reached, and is not waited for", topic=topic)
        self._given_up = out
        self._metrics.topics_unreached.set(len(out))
        if set(missing) - out:
            return None
        return {partition: end for ends in found for partition, end in (ends or {}).items()}


async def _ends(consumer: Any, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int] | None:
    try:
        async with asyncio.timeout(_REACHING):
            ends: dict[TopicPartition, int] = await consumer.end_offsets(list(partitions))
            return ends
    except (KafkaError, OSError):
        return None
