"""aiokafka alone, from memory: what the relay would cost if there were no outbox."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

from benchmarks.place import Place
from benchmarks.relay.load import AT_ONCE, SERVICE, TOPIC, Load, Wire
from shared.runtime.kafka import kafka_connection

_BATCH_BYTES = 900_000


@asynccontextmanager
async def _producer(place: Place) -> AsyncIterator[AIOKafkaProducer]:
    """With what the relay's own asks for: idempotent, confirmed by all, batches as large as they come."""
    producer = AIOKafkaProducer(
        **kafka_connection(place.settings(SERVICE)),
        enable_idempotence=True,
        acks="all",
        max_batch_size=_BATCH_BYTES,
    )
    await producer.start()
    try:
        await producer.partitions_for(TOPIC)
        yield producer
    finally:
        await producer.stop()


async def sent(place: Place, load: Load) -> float:
    """Records a second with `send()`, every 500 awaited until all of them are confirmed."""
    async with _producer(place) as producer:
        began = time.perf_counter()
        for some in _in_turn(load.records):
            waiting = [await producer.send(TOPIC, value, key, headers=headers) for key, value, headers in some]
            await asyncio.gather(*waiting)
        return len(load.records) / (time.perf_counter() - began)


async def sent_in_batches(place: Place, load: Load) -> float:
    """Records a second with one closed batch a partition, every 500 awaited until all of them are confirmed."""
    partition_of = DefaultPartitioner()
    async with _producer(place) as producer:
        partitions = sorted(await producer.partitions_for(TOPIC))
        began = time.perf_counter()
        for some in _in_turn(load.records):
            by_partition: dict[int, list[Wire]] = defaultdict(list)
            for record in some:
                by_partition[partition_of(record[0], partitions, partitions)].append(record)
            waiting = []
            for partition, records in by_partition.items():
                batch = producer.create_batch()
                for key, value, headers in records:
                    if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
                        raise RuntimeError("a batch is full")
                batch.close()
                waiting.append(await producer.send_batch(batch, TOPIC, partition=partition))
            await asyncio.gather(*waiting)
        return len(load.records) / (time.perf_counter() - began)


def _in_turn(records: list[Wire]) -> list[list[Wire]]:
    return [records[n : n + AT_ONCE] for n in range(0, len(records), AT_ONCE)]
