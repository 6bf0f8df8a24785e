"""A subscription over a consumer that is no more than what it is asked."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import TopicPartition
from faststream.kafka import KafkaBroker

from shared.messaging.record import Record
from shared.messaging.subscription import Subscription
from shared.telemetry import Metrics

A0, A1, B0 = TopicPartition("a", 0), TopicPartition("a", 1), TopicPartition("b", 0)


class Consumer:
    """aiokafka's consumer, as far as it is asked."""

    def __init__(self) -> None:
        self.partitions: dict[str, set[int]] = {"a": {0, 1}, "b": {0}}
        self.assigned = {A0, A1, B0}
        self.ends = {A0: 10, A1: 0, B0: 5}
        self.starts = {A0: 0, A1: 0, B0: 0}
        self.commits: dict[TopicPartition, int] = {A0: 10, B0: 5}
        self.away: Exception | None = None
        self.hangs = False
        self.unseen: set[str] = set()
        self.leaderless: set[str] = set()
        self.positions: dict[TopicPartition, int] = {}
        self.polled: Callable[[], None] = lambda: None
        self.asked_at_once = self._asking = 0

    async def topics(self) -> set[str]:
        if self.hangs:
            await asyncio.sleep(100)
        if self.away:
            raise self.away
        return {*self.partitions, *self.unseen}

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return self.partitions.get(topic)

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    async def end_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        if self.away:
            raise self.away
        if {p.topic for p in partitions} & self.leaderless:
            await asyncio.sleep(100)
        return {p: self.ends[p] for p in partitions}

    async def beginning_offsets(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return {p: self.starts[p] for p in partitions}

    async def committed(self, partition: TopicPartition) -> int | None:
        if self.hangs:
            await asyncio.sleep(100)
        self._asking += 1
        self.asked_at_once = max(self.asked_at_once, self._asking)
        await asyncio.sleep(0)
        self._asking -= 1
        if self.away:
            raise self.away
        return self.commits.get(partition)

    async def position(self, partition: TopicPartition) -> int:
        if partition not in self.positions:
            await asyncio.sleep(100)
        return self.positions[partition]

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.positions[partition] = offset

    async def seek_to_beginning(self, partition: TopicPartition) -> None:
        self.positions[partition] = self.starts[partition]

    async def getmany(self, **_: int) -> dict[TopicPartition, list[Any]]:
        self.polled()
        return {}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        if self.away:
            raise self.away
        self.commits.update(offsets)


class Reading(Subscription):
    """A subscription whose consumer is the one above."""

    def __init__(self, consumer: Consumer, topics: Sequence[str] = ("a", "b"), pattern: str | None = None) -> None:
        self.taken: list[list[Record]] = []
        self.fail = 0
        super().__init__(KafkaBroker(), topics, "group", self._take, Metrics(), pattern=pattern)
        self._fake: Any = consumer

    @property
    def consumer(self) -> Any:
        return self._fake

    async def poll(self) -> Any:
        """As FastStream does once it is through with what it was handed before."""
        return await self._subscriber.get_msg(self._fake)

    async def heard_everything(self) -> bool:
        """All that stands in the topics at the time of asking."""
        ends = await self.ends()
        return ends is not None and await self.has_heard(ends) is True

    async def _take(self, records: Sequence[Record]) -> None:
        if self.fail:
            self.fail -= 1
            raise LookupError
        self.taken.append(list(records))
