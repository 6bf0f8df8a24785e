"""The relay's producer: closed batches, one per partition, confirmed within a deadline of our own."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

_DEADLINE = 15.0
_STOP = 3.0
# Below the broker's own limit for a batch (1 MiB), with room for its framing.
_BATCH_BYTES = 900_000


class Unconfirmed(Exception):
    """Kafka did not confirm in time, or refused: what was sent may or may not be in the log."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record on its way out. `seq` is its number in the outbox."""

    seq: int
    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]]


class Producer:
    """An idempotent aiokafka producer that is thrown away after the first doubt."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        self._producer = AIOKafkaProducer(
            **connection, enable_idempotence=True, acks="all", max_batch_size=_BATCH_BYTES, request_timeout_ms=2000
        )
        self._partition = DefaultPartitioner()

    async def start(self) -> None:
        """Connects. Raises `Unconfirmed` where the broker does not answer in time."""
        try:
            async with asyncio.timeout(_DEADLINE):
                await self._producer.start()
        except BaseException as error:
            await self.close()
            if isinstance(error, Exception):
                raise Unconfirmed from error
            raise

    async def send(self, records: Sequence[Outgoing]) -> list[int]:
        """Sends, waits for every confirmation and returns the numbers of what is now in the log.

        A partition gets at most one batch: what does not fit is left for the next call, since a second batch could
        succeed where the first failed. Raises `Unconfirmed` if any batch was not confirmed; the others may be.
        """
        try:
            async with asyncio.timeout(_DEADLINE):
                return await self._send(records)
        except Exception as error:
            raise Unconfirmed from error

    async def _send(self, records: Sequence[Outgoing]) -> list[int]:
        by_partition: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for record in records:
            by_partition[record.topic, await self._partition_of(record)].append(record)
        sent: list[int] = []
        confirmations = []
        for (topic, partition), its in by_partition.items():
            batch = self._producer.create_batch()
            for record in its:
                appended = batch.append(key=record.key, value=record.value, timestamp=None, headers=record.headers)
                if appended is None:
                    break
                sent.append(record.seq)
            batch.close()
            confirmations.append(await self._producer.send_batch(batch, topic, partition=partition))
        await asyncio.gather(*confirmations)
        return sent

    async def _partition_of(self, record: Outgoing) -> int:
        known = self._producer.client.cluster.partitions_for_topic(record.topic)
        partitions = sorted(known or await self._producer.partitions_for(record.topic))
        return int(self._partition(record.key, partitions, partitions))

    async def close(self) -> None:
        """Stops within bounds: against a frozen broker aiokafka's stop never returns, and leaves its sender alive."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_STOP):
                await self._producer.stop()
                return
        sender = getattr(self._producer, "_sender", None)
        task = getattr(sender, "sender_task", None)
        if task is not None:
            task.cancel()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_STOP):
                await self._producer.client.close()
