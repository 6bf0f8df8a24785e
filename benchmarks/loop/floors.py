"""What the journey cannot do without, each step alone and at the journey's own pace: commits, and a record's way."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from benchmarks.growth.people import Person
from benchmarks.intake.reports import SERVICE
from benchmarks.place import Place
from shared.contracts.cloudevents import to_kafka
from shared.runtime.kafka import kafka_connection

_TABLE = "CREATE TABLE IF NOT EXISTS floor (id uuid PRIMARY KEY, subject uuid NOT NULL, data bytea NOT NULL)"
_INSERT = "INSERT INTO floor VALUES (gen_random_uuid(), $1, $2)"
_TOPIC = "kraftcenter.events"
_PERCENT = 99


def percentile(seconds: list[float], percent: int = _PERCENT) -> float:
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]


async def commit(place: Place, number: int, rate: float) -> float:
    """p99 in seconds of inserting one row of 604 bytes durably."""
    async with place.owner(SERVICE) as connection:
        await connection.execute(_TABLE)
        event = Person(1).goal()
        try:
            return await _paced(lambda: connection.execute(_INSERT, event.subject, bytes(604)), number, rate)
        finally:
            await connection.execute("DROP TABLE floor")


async def record(place: Place, number: int, rate: float) -> float:
    """p99 in seconds of a record's way through Kafka: sent, confirmed by the broker, fetched by who waits for it."""
    settings = kafka_connection(place.settings(SERVICE))
    producer = AIOKafkaProducer(**settings, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(**kafka_connection(place.settings("notifications")), enable_auto_commit=False)
    key, value, headers = to_kafka(Person(1).goal())
    await producer.start()
    await consumer.start()
    try:
        partition = TopicPartition(_TOPIC, 0)
        consumer.assign([partition])
        await consumer.seek_to_end(partition)
        await consumer.position(partition)

        async def there() -> None:
            sent = await producer.send(_TOPIC, value, key, partition=0, headers=headers)
            while not await consumer.getmany(timeout_ms=1000):
                """Until it is there."""
            await sent

        return await _paced(there, number, rate)
    finally:
        await producer.stop()
        await consumer.stop()


async def _paced(act: Callable[[], Awaitable[object]], number: int, rate: float) -> float:
    seconds = []
    began = time.perf_counter()
    for n in range(number):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        start = time.perf_counter()
        await act()
        seconds.append(time.perf_counter() - start)
    return percentile(seconds)
