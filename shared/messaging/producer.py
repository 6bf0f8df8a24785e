"""The relay's producer: closed batches, one per partition, confirmed within a deadline of our own."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError, UnknownTopicOrPartitionError

from shared.messaging.partitions import partition_of
from shared.messaging.topics import BATCH_BYTES, intake_topic
from shared.messaging.wire import RecordBatch

_DEADLINE = 15.0
_STOP = 3.0
_LOOK = 0.3
# Anything else is a fault of ours, and is to be seen as one.
_DOUBTS = (KafkaError, OSError, TimeoutError)


class Unconfirmed(Exception):
    """Kafka did not confirm in time, or refused: what was sent may or may not be in the log."""


class Outgoing(NamedTuple):
    """One record on its way out. `seq` is its number in the outbox, `headers` are encoded (`wire.py`)."""

    seq: int
    topic: str
    key: bytes | None
    value: bytes
    headers: bytes


class Batch(NamedTuple):
    """Records of one partition, in order and ready for the wire; `seqs` are their numbers."""

    topic: str
    partition: int
    seqs: list[int]
    built: RecordBatch


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes out together: one batch a partition at most. `closed` are the topics nothing can be sent to."""

    batches: Sequence[Batch]
    closed: frozenset[str] = frozenset()

    @property
    def seqs(self) -> list[int]:
        return list(chain.from_iterable(batch.seqs for batch in self.batches))


@dataclass(frozen=True, slots=True)
class Sent:
    """The numbers of what is now in the log, and the topics that are not there or may not be written."""

    confirmed: list[int]
    closed: frozenset[str] = frozenset()


class Producer:
    """An idempotent aiokafka producer that is thrown away after the first doubt."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        self._producer = AIOKafkaProducer(
            **connection, enable_idempotence=True, acks="all", max_batch_size=BATCH_BYTES, request_timeout_ms=2000
        )
        self._looking: dict[str, asyncio.Future[set[int]]] = {}

    async def start(self) -> None:
        """Connects. Raises `Unconfirmed` where the broker does not answer in time."""
        try:
            async with asyncio.timeout(_DEADLINE):
                await self._producer.start()
        except BaseException as error:
            await self.close()
            if isinstance(error, _DOUBTS):
                raise Unconfirmed from error
            raise

    async def prepare(self, records: Sequence[Outgoing]) -> Prepared:
        """Makes them ready to be sent, while others may still be on their way.

        A partition gets at most one batch: what does not fit is left out, since a second batch could succeed where
        the first failed. A topic that is closed to us keeps the others' records from nothing. Raises `Unconfirmed`
        where Kafka cannot tell where to send.
        """
        try:
            async with asyncio.timeout(_DEADLINE):
                return await self._prepare(records)
        except _DOUBTS as error:
            raise Unconfirmed from error

    async def send(self, prepared: Prepared) -> Sent:
        """Sends, waits for every confirmation and tells what is now in the log.

        To be called again only when it has returned. Raises `Unconfirmed` if any batch was not confirmed, but for a
        topic that is closed to us; the rest may be.
        """
        try:
            async with asyncio.timeout(_DEADLINE):
                confirmations = [
                    await self._producer.send_batch(batch.built, batch.topic, partition=batch.partition)
                    for batch in prepared.batches
                ]
                return _outcome(prepared, await asyncio.gather(*confirmations, return_exceptions=True))
        except _DOUBTS as error:
            raise Unconfirmed from error

    async def _prepare(self, records: Sequence[Outgoing]) -> Prepared:
        by_topic: dict[str, list[Outgoing]] = {}
        for record in records:
            by_topic.setdefault(record.topic, []).append(record)
        # At once: each that is not there costs the time it takes to be sure.
        partitions = await asyncio.gather(*map(self._partitions, by_topic))
        batches: list[Batch] = []
        closed = []
        for (topic, its), numbers in zip(by_topic.items(), partitions, strict=True):
            if numbers:
                batches += self._batches(topic, its, numbers)
            else:
                closed.append(topic)
        return Prepared(batches, frozenset(closed))

    @staticmethod
    def _batches(topic: str, records: Sequence[Outgoing], numbers: Sequence[int]) -> list[Batch]:
        made: dict[int, Batch] = {}
        for seq, _, key, value, headers in records:
            partition = partition_of(key, numbers)
            batch = made.get(partition)
            if batch is None:
                batch = made[partition] = Batch(topic, partition, [], RecordBatch(BATCH_BYTES))
            # A batch that is full takes nothing more: none of what follows goes past what did not fit.
            if batch.built.add(key, value, headers):
                batch.seqs.append(seq)
        for batch in made.values():
            batch.built.close()
        return list(made.values())

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


def _outcome(prepared: Prepared, confirmations: Sequence[object]) -> Sent:
    confirmed: list[int] = []
    closed = set(prepared.closed)
    for batch, confirmation in zip(prepared.batches, confirmations, strict=True):
        if isinstance(confirmation, TopicAuthorizationFailedError):
            closed.add(batch.topic)
        elif isinstance(confirmation, BaseException):
            raise confirmation
        else:
            confirmed += batch.seqs
    return Sent(confirmed, frozenset(closed))
