"""What a consumer goes past without being handed a record: a transaction's marker, or what was compacted away.

A log ends behind its last marker. Who commits no more than the records it was handed is never seen to have come there.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError


class Passing:
    """Up to where it is known that all has taken effect."""

    def __init__(self) -> None:
        self._known: dict[TopicPartition, int] = {}

    def read(self, ends: Mapping[TopicPartition, int]) -> None:
        self._known.update(ends)

    async def beyond(self, consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
        """Where the consumer stands further on than was known, and what is known from now on.

        To be asked while no record is in hand.
        """
        before, self._known = self._known, {}
        for partition in consumer.assignment():
            position = await _position(consumer, partition)
            if position is not None:
                self._known[partition] = position
        return {partition: at for partition, at in self._known.items() if at > before.get(partition, 0)}


async def _position(consumer: Any, partition: TopicPartition) -> int | None:
    try:
        # Where there is none yet, aiokafka waits for it; the other partitions' records must not.
        async with asyncio.timeout(0):
            position: int = await consumer.position(partition)
            return position
    except (KafkaError, TimeoutError):
        return None
