"""What is read: events of 604 bytes, each told to two, about citizens whose intervention is running."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from benchmarks.growth import people
from benchmarks.growth.people import Person
from benchmarks.place import Place
from shared.contracts.cloudevents import to_kafka
from shared.messaging.topics import EVENTS_PARTITIONS
from shared.messaging.tracing import TRACEPARENT
from shared.runtime.kafka import kafka_connection

SERVICE = "notifications"
TOPIC = "kraftcenter.events"
CITIZENS = 12_000
"""Twice as many as a batch of each of the twelve partitions has events: nobody comes twice in a batch."""

_AT_ONCE = 1_000


class Load:
    """Writes events onto the topic, version after version of each citizen, for a group that has read all before."""

    def __init__(self, place: Place, citizens: int) -> None:
        self.place = place
        self._citizens = citizens
        self._written = 0

    @classmethod
    async def prepared(cls, place: Place) -> "Load":
        """The service has heard of the citizens and of nothing else."""
        citizens = place.size(CITIZENS, 100)
        await place.empty(SERVICE)
        async with place.owner(SERVICE) as connection:
            await people.fill(connection, "subjects", people.SUBJECTS, citizens, people.involvement())
        return cls(place, citizens)

    async def write(self, number: int) -> None:
        """So many events stand on the topic, and the group's next one is the first of them."""
        await self._pass_over()
        goals = [goal(self._written + n, self._citizens) for n in range(number)]
        self._written += number
        # Written as the owner of the topic.
        producer = AIOKafkaProducer(**kafka_connection(self.place.settings("kraftcenter")), acks="all", linger_ms=5)
        await producer.start()
        try:
            for start in range(0, number, _AT_ONCE):
                some = goals[start : start + _AT_ONCE]
                sent = [await producer.send(TOPIC, value, key, headers=headers) for key, value, headers in some]
                await asyncio.gather(*sent)
        finally:
            await producer.stop()
        await self.place.empty(SERVICE, "inbox", "events", "notices", "outbox")
        await self.place.checkpoint()

    async def _pass_over(self) -> None:
        """What stands on the topic by now, other rows' events among it, is nobody's work any more."""
        settings = self.place.settings(SERVICE)
        consumer = AIOKafkaConsumer(**kafka_connection(settings), group_id=SERVICE, enable_auto_commit=False)
        await consumer.start()
        try:
            partitions = [TopicPartition(TOPIC, number) for number in range(EVENTS_PARTITIONS)]
            consumer.assign(partitions)
            await consumer.commit(dict(await consumer.end_offsets(partitions)))
        finally:
            await consumer.stop()


def goal(number: int, citizens: int) -> tuple[bytes, bytes, Sequence[tuple[str, bytes]]]:
    """Key, value and headers of that event from 0 on, with the header the relay adds: of so many citizens in turn."""
    event = Person(1 + number % citizens).goal(2 + number // citizens)
    key, value, headers = to_kafka(event)
    return key, value, [*headers, (TRACEPARENT, (event.traceparent or "").encode())]
