"""A record that aiokafka cannot decode is handed on empty, so that it is dealt with like any other unreadable one.

Kafka takes a header's name as bytes, and aiokafka takes it as UTF-8 and raises; nor does it read every batch that Kafka
takes as compressed. Whoever fetches then loses what other partitions had ready, and meets the same record again without
end: one app's slip would stop every app.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka import ConsumerRecord
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException

from shared.messaging.decompressing import bound


class TolerantRecords(fetcher.PartitionRecords):  # type: ignore[misc] # aiokafka has no annotations
    """What was fetched of one partition. Behind an undecodable record the rest of its batch is undecodable, too."""

    next_fetch_offset: int
    _records: Any
    _check_crcs: bool

    def _unpack_records(self) -> Iterator[ConsumerRecord[Any, Any]]:
        self._records = batches = _Batches(self._records, self._check_crcs)
        self._check_crcs = False
        while True:
            try:
                yield from super()._unpack_records()
                return
            except Exception:
                if batches.opened is None:
                    # What came over the network is broken, and is fetched again.
                    raise
            yield from self._emptied(batches.opened)

    def _emptied(self, batch: Any) -> Iterator[ConsumerRecord[Any, Any]]:
        for offset in range(max(self.next_fetch_offset, batch.base_offset), batch.next_offset):
            self.next_fetch_offset = offset + 1
            yield ConsumerRecord(
                topic=self._tp.topic,
                partition=self._tp.partition,
                offset=offset,
                # Its own is not known; but where the topic is made anew, this one differs, too.
                timestamp=batch.max_timestamp,
                timestamp_type=0,
                key=None,
                value=None,
                checksum=None,
                serialized_key_size=-1,
                serialized_value_size=-1,
                headers=(),
            )


class _Batches:
    """What was fetched, as PartitionRecords goes through it, and which batch is whole and opened."""

    def __init__(self, records: Any, check_crcs: bool) -> None:
        self._records = records
        self._check_crcs = check_crcs
        self.opened: Any = None

    def has_next(self) -> bool:
        return bool(self._records.has_next())

    def next_batch(self) -> Any:
        self.opened = None
        batch = self._records.next_batch()
        if self._check_crcs and not batch.validate_crc():
            raise CorruptRecordException("Invalid CRC")
        self.opened = batch
        return batch


def tolerate() -> None:
    """From now on, every consumer of this process reads so."""
    bound()
    fetcher.PartitionRecords = TolerantRecords
