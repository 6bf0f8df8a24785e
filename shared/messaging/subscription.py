"""FastStream's part: batches of records in, offsets committed when their effects are."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.messaging.following import follow
from shared.messaging.gaps import Gaps
from shared.messaging.passing import Passing
from shared.messaging.patient import wait_patiently
from shared.messaging.reaching import Reaching
from shared.messaging.record import Record
from shared.messaging.shares import shares
from shared.messaging.tolerant import tolerate
from shared.messaging.topics import BATCH_BYTES
from shared.postgres import retry_delays
from shared.telemetry import Metrics, logger

_log = logger(__name__)
Ends = dict[TopicPartition, int]
_BATCH = 500
_BYTES_OF_REPORTS = 1024 * 1024
AT_ONCE = 3
RECORDS_AT_ONCE = 1
"""Transactions at a time: of shares of a batch of events, and of batches of what apps report."""
_ANSWERING = 2.0
_ASKING = 5.0
_CATCHING_UP = 1.0
_LOOKING_AGAIN = 0.1


class Subscription:
    """One consumer group's reading of some topics, batch by batch; or of all whose name fits a `pattern`.

    A topic that comes later and fits is read from its start within seconds. What such topics hold is not ours, so no
    versions are counted there.

    A batch never ends by raising: FastStream would pass it over, and the next commit would commit past it. So whatever
    `read` raises is logged and its share of the batch is read again.

    Of our own topics a large batch is read in shares, a few at once: while PostgreSQL writes one, another is decided.
    Records of one key are of one share, so that each subject's order stands.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        topics: Sequence[str],
        group: str,
        read: Callable[[Sequence[Record]], Awaitable[None]],
        metrics: Metrics,
        *,
        pattern: str | None = None,
    ) -> None:
        self._read = read
        self._metrics = metrics
        self._gaps = Gaps(metrics)
        self._done: dict[TopicPartition, int] = {}
        self._passing = Passing()
        self._reaching = Reaching(metrics)
        self._topics = topics
        self._pattern = None if pattern is None else re.compile(pattern)
        self._at_once = asyncio.Semaphore(AT_ONCE if pattern is None else RECORDS_AT_ONCE)
        tolerate()
        follow()
        wait_patiently()
        self._subscriber = broker.subscriber(
            *topics,
            pattern=pattern,
            group_id=group,
            batch=True,
            max_records=_BATCH,
            # What is fetched and not yet read is what a backlog costs in memory: of each partition as much.
            max_partition_fetch_bytes=BATCH_BYTES if pattern is None else _BYTES_OF_REPORTS,
            # Asked while some partitions have nothing, Kafka holds the others' records for so long.
            fetch_max_wait_ms=250,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            parser=self._parse,
            decoder=self._decode,
            # As short as a broker takes it unless told otherwise: for so long a killed reader's partitions stand still.
            session_timeout_ms=6_000,
            # By the next one a member learns that another has come or gone: each restart would wait two seconds for it.
            heartbeat_interval_ms=1_000,
        )
        self._subscriber(self._handle)
        self._poll: Callable[[Any], Awaitable[Any]] = self._subscriber.get_msg
        self._subscriber.get_msg = self._next  # type: ignore[method-assign]
        self._torn = False

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        return self._subscriber.consumer

    async def answers(self) -> bool:
        """Whether this consumer has joined its group and the broker answers it, within two seconds."""
        consumer = self.consumer
        if consumer is None:
            return False
        try:
            async with asyncio.timeout(_ANSWERING):
                if self._pattern is None:
                    await consumer.end_offsets([TopicPartition(self._topics[0], 0)])
                else:
                    await consumer.topics()
        except (KafkaError, OSError):
            return False
        return True

    async def ends(self) -> Ends | None:
        """Where the topics end at the time of asking; None where that cannot be said."""
        consumer = self.consumer
        if consumer is None:
            return None
        try:
            # aiokafka asks for committed offsets again and again while the group has no coordinator.
            async with asyncio.timeout(_ASKING):
                topics = await self._names(consumer)
                by_topic = [(topic, consumer.partitions_for_topic(topic)) for topic in topics]
                if not all(numbers for _, numbers in by_topic):
                    # Of a topic whose partitions are not known yet nothing can be said.
                    return None
                partitions = {topic: [TopicPartition(topic, n) for n in numbers or ()] for topic, numbers in by_topic}
                if self._pattern is not None:
                    return await self._reaching.ends(consumer, partitions)
                found: Ends = await consumer.end_offsets(list(chain.from_iterable(partitions.values())))
                return found
        except (KafkaError, OSError):
            return None

    async def has_heard(self, ends: Ends) -> bool | None:
        """Whether all before these ends has taken effect, in whichever instance; what came since does not count.

        None where the ends are to be asked for anew: the broker is away, or a topic was made anew.
        """
        consumer = self.consumer
        if consumer is None:
            return None
        try:
            async with asyncio.timeout(_ASKING):
                until = time.monotonic() + _CATCHING_UP
                while any((await self._unread(consumer, ends)).values()):
                    if time.monotonic() >= until:
                        return None if await self._made_anew(consumer, ends) else False
                    await asyncio.sleep(_LOOKING_AGAIN)
                return True
        except (KafkaError, OSError):
            return None

    async def _made_anew(self, consumer: AIOKafkaConsumer, ends: Ends) -> bool:
        # Its offsets count from zero again, and may never come to where it once ended.
        return any(end < ends[partition] for partition, end in (await consumer.end_offsets(list(ends))).items())

    async def _names(self, consumer: AIOKafkaConsumer) -> Sequence[str]:
        pattern = self._pattern
        if pattern is None:
            return self._topics
        return sorted(topic for topic in await consumer.topics() if pattern.match(topic))

    async def lag(self) -> dict[TopicPartition, int]:
        """Records not yet read, per partition assigned here. Raises KafkaError or OSError while the broker is away."""
        consumer = self.consumer
        if consumer is None or not (assigned := consumer.assignment()):
            return {}
        async with asyncio.timeout(_ASKING):
            return await self._unread(consumer, await consumer.end_offsets(sorted(assigned)))

    async def _unread(self, consumer: AIOKafkaConsumer, ends: Ends) -> dict[TopicPartition, int]:
        done = {partition: self._done.get(partition, 0) for partition in ends}
        # What was done here counts at once; but another instance may have had the partition since and be further on.
        behind = [p for p in ends if done[p] < ends[p]]
        # Not one after the other: of the apps' topics, each partition that was ever written to is asked about.
        committed = await asyncio.gather(*map(consumer.committed, behind))
        for partition, offset in zip(behind, committed, strict=True):
            done[partition] = max(done[partition], offset or 0)
        behind = [p for p in ends if done[p] < ends[p]]
        if behind:
            # What has expired will never be read.
            for partition, start in (await consumer.beginning_offsets(behind)).items():
                done[partition] = max(done[partition], start)
        return {partition: max(0, end - done[partition]) for partition, end in ends.items()}

    async def _next(self, consumer: AIOKafkaConsumer) -> Any:
        # Asked for more, all that was handed over before has taken effect.
        if self._torn:
            await self._back(consumer)
            self._torn = False
        # Apps may write in transactions.
        if self._pattern is not None and (passed := await self._passing.beyond(consumer)):
            self._done.update(passed)
            await self._commit(passed)
        try:
            return await self._poll(consumer)
        except Exception:
            # What aiokafka had taken out of other partitions before one of them raised, it hands to nobody.
            self._torn = True
            raise

    async def _back(self, consumer: AIOKafkaConsumer) -> None:
        """To where all has taken effect. Raises KafkaError while that cannot be said."""
        for partition in consumer.assignment():
            at = self._done.get(partition)
            at = await consumer.committed(partition) if at is None else at
            if at is None:
                await consumer.seek_to_beginning(partition)
            else:
                consumer.seek(partition, at)

    async def _parse(self, records: tuple[ConsumerRecord[Any, Any], ...]) -> KafkaAckableMessage:
        # Not FastStream's parser: it decodes every header, and one that is not UTF-8 would cost the whole batch.
        return KafkaAckableMessage(body=b"", headers={}, raw_message=records, consumer=self.consumer)

    async def _decode(self, message: KafkaAckableMessage) -> list[Record]:
        raw = message.raw_message or ()
        # FastStream's message is part of a ring: what it holds stays in memory until the garbage collector comes by,
        # and with a backlog that is tens of thousands of records. One is enough to tell the topic.
        message.raw_message = raw[:1]
        return [Record(r.topic, r.partition, r.offset, r.key, r.headers, r.value, r.timestamp) for r in raw]

    async def _handle(self, records: list[Record]) -> None:
        began = time.monotonic()
        if self._pattern is None:
            await asyncio.gather(*map(self._until_read, shares(records)))
            self._gaps.watch(records)
        else:
            await self._until_read(records)
        ends = {(r.topic, r.partition): r.offset + 1 for r in records}
        offsets = {TopicPartition(*partition): end for partition, end in ends.items()}
        self._done.update(offsets)
        self._passing.read(offsets)
        for topic, number in Counter([r.topic for r in records]).items():
            self._metrics.events_read.labels(topic).inc(number)
            self._metrics.process_seconds.labels(topic).observe(time.monotonic() - began)
        await self._commit(offsets)
        # As above: the message has this list, too.
        records.clear()

    async def _until_read(self, records: Sequence[Record]) -> None:
        delays = retry_delays()
        async with self._at_once:
            while True:
                try:
                    return await self._read(records)
                except Exception as error:
                    _log.error("a batch cannot be read", error_type=type(error).__name__, count=len(records))
                    await asyncio.sleep(next(delays))

    async def _commit(self, offsets: dict[TopicPartition, int]) -> None:
        consumer = self.consumer
        if consumer is None:
            return
        assigned = consumer.assignment()
        for partition in set(self._done) - assigned:
            del self._done[partition]
        mine = {partition: offset for partition, offset in offsets.items() if partition in assigned}
        if not mine:
            return
        try:
            await consumer.commit(mine)
        except (KafkaError, IllegalStateError) as error:
            # The inbox knows what was read; whoever gets the partition reads it again without effect.
            _log.warning("offsets were not committed", error_type=type(error).__name__)
            return
        if self._pattern is not None:
            # The broker knows now, and forgets with the topic: one that is removed and made anew counts from its start.
            for partition in mine:
                self._done.pop(partition, None)
