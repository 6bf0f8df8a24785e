"""A record that aiokafka cannot decode is handed on empty, so that it is dealt with like any other unreadable one.

Kafka takes a header's name as bytes; aiokafka takes it as UTF-8 and raises. Whoever fetches then loses what other
partitions had ready, and meets the same record again without end: one app's slip of encoding would stop every app.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka import ConsumerRecord
from aiokafka.consumer import fetcher

_NO_TIMESTAMP = -1


class TolerantRecords(fetcher.PartitionRecords):  # type: ignore[misc] # aiokafka has no annotations
    """What was fetched of one partition. Behind an undecodable record the rest of its batch is undecodable, too."""

    next_fetch_offset: int

    def _unpack_records(self) -> Iterator[ConsumerRecord[Any, Any]]:
        try:
            yield from super()._unpack_records()
        except UnicodeDecodeError:
            offset, self.next_fetch_offset = self.next_fetch_offset, self.next_fetch_offset + 1
            yield ConsumerRecord(
                topic=self._tp.topic,
                partition=self._tp.partition,
                offset=offset,
                timestamp=_NO_TIMESTAMP,
                timestamp_type=0,
                key=None,
                value=None,
                checksum=None,
                serialized_key_size=-1,
                serialized_value_size=-1,
                headers=(),
            )


def tolerate() -> None:
    """From now on, every consumer of this process reads so."""
    fetcher.PartitionRecords = TolerantRecords
