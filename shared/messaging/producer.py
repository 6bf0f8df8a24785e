"""The relay's producer: closed batches, one per partition, confirmed within a deadline of our own."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError, UnknownTopicOrPartitionError
from aiokafka.partitioner import DefaultPartitioner

from shared.messaging.topics import intake_topic

_DEADLINE = 15.0
_STOP = 3.0
_LOOK = 0.3
# Below the broker's own limit for a batch (1 MiB), with room for its framing.
_BATCH_BYTES = 900_000


class Unconfirmed(Exception):
    """Kafka did not confirm in time, or refused: what was sent may or may not be in the log."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record on its way out. `seq` is its number in the outbox."""

    seq: int
    topic: str
    key: bytes | None
    value: bytes
    headers: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Sent:
    """The numbers of what is now in the log, and the topics that are not there or may not be written."""

    confirmed: list[int]
    closed: frozenset[str] = frozenset()


class Producer:
    """An idempotent aiokafka producer that is thrown away after the first doubt."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        self._producer = AIOKafkaProducer(
            **connection, enable_idempotence=True, acks="all", max_batch_size=_BATCH_BYTES, request_timeout_ms=2000
        )
        self._partition = DefaultPartitioner()
        self._looking: dict[str, asyncio.Future[set[int]]] = {}

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

    async def send(self, records: Sequence[Outgoing]) -> Sent:
        """Sends, waits for every confirmation and tells what is now in the log.

        A partition gets at most one batch: what does not fit is left for the next call, since a second batch could
        succeed where the first failed. A topic that is closed to us keeps the others' records from nothing. Raises
        `Unconfirmed` if any other batch was not confirmed; the rest may be.
        """
        try:
            async with asyncio.timeout(_DEADLINE):
                return await self._send(records)
        except Exception as error:
            raise Unconfirmed from error

    async def _send(self, records: Sequence[Outgoing]) -> Sent:
        topics = list(dict.fromkeys(record.topic for record in records))
        # At once: each that is not there costs the time it takes to be sure.
        partitions = dict(zip(topics, await asyncio.gather(*map(self._partitions, topics)), strict=True))
        by_partition: dict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for record in records:
            if numbers := partitions[record.topic]:
                by_partition[record.topic, int(self._partition(record.key, numbers, numbers))].append(record)
        sent: list[tuple[str, list[int]]] = []
        confirmations = []
        for (topic, partition), its in by_partition.items():
            batch = self._producer.create_batch()
            seqs = []
            for record in its:
                appended = batch.append(key=record.key, value=record.value, timestamp=None, headers=record.headers)
                if appended is None:
                    break
                seqs.append(record.seq)
            batch.close()
            sent.append((topic, seqs))
            confirmations.append(await self._producer.send_batch(batch, topic, partition=partition))
        return _outcome(sent, partitions, await asyncio.gather(*confirmations, return_exceptions=True))

    async def _partitions(self, topic: str) -> list[int]:
        """None of them where the topic is closed to us, or is an app's and cannot be found at once."""
        if known := self._producer.client.cluster.partitions_for_topic(topic):
            return sorted(known)
        if topic not in self._looking:
            self._looking[topic] = asyncio.ensure_future(self._producer.partitions_for(topic))
        looking = self._looking[topic]
        # It takes seconds to be sure that there is none: everybody else's would wait for one app's.
        if not (await asyncio.wait([looking], timeout=_LOOK if topic.startswith(intake_topic("")) else None))[0]:
            return []
        del self._looking[topic]
        try:
            return sorted(looking.result())
        except (UnknownTopicOrPartitionError, TopicAuthorizationFailedError):
            return []

    async def close(self) -> None:
        """Stops within bounds: against a frozen broker aiokafka's stop never returns, and leaves its sender alive."""
        for looking in self._looking.values():
            looking.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)
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


def _outcome(
    sent: Sequence[tuple[str, list[int]]], partitions: Mapping[str, list[int]], confirmations: Sequence[object]
) -> Sent:
    confirmed: list[int] = []
    closed = {topic for topic, numbers in partitions.items() if not numbers}
    for (topic, seqs), confirmation in zip(sent, confirmations, strict=True):
        if isinstance(confirmation, TopicAuthorizationFailedError):
            closed.add(topic)
        elif isinstance(confirmation, BaseException):
            raise confirmation
        else:
            confirmed += seqs
    return Sent(confirmed, frozenset(closed))
