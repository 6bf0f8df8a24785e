"""An empty poll is waited out inside aiokafka, which hands on a record the moment it is there.

FastStream polls for `batch_timeout_ms` and, where there was nothing, sleeps as long again, deaf to what arrives: short,
that keeps a processor busy with nothing; long, every record that comes after a pause is late.
"""

from itertools import chain

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from faststream.kafka.subscriber.usecase import BatchSubscriber

_POLL_MS = 1_000


async def _batch(subscriber: BatchSubscriber, consumer: AIOKafkaConsumer) -> tuple[ConsumerRecord, ...]:
    messages = await consumer.getmany(timeout_ms=_POLL_MS, max_records=subscriber.max_records)
    return tuple(chain.from_iterable(messages.values()))


def wait_patiently() -> None:
    """From now on, every batch subscriber of this process polls so."""
    BatchSubscriber.get_msg = _batch  # type: ignore[method-assign, assignment] # mypy takes it for bound
