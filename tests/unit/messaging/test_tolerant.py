"""Records that aiokafka cannot decode."""

from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import READ_UNCOMMITTED
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from aiokafka.record.memory_records import MemoryRecords

from shared.messaging.tolerant import TolerantRecords


class Latin(str):
    """A header's name in an encoding of before Unicode."""

    def encode(self, *_: Any) -> bytes:
        return str.encode(self, "latin-1")


def fetched(*names: str, first: int = 0) -> TolerantRecords:
    """One batch with a record per header name, as a fetch from offset `first` gives it."""
    builder = _DefaultRecordBatchBuilderPy(2, 0, False, -1, -1, -1, 100_000)
    for offset, name in enumerate(names):
        builder.append(offset, 1_000, b"key", b"value", [(name, b"1")])
    records = MemoryRecords(bytes(builder.build()))
    return TolerantRecords(TopicPartition("intake.svr-app", 2), records, [], first, None, None, True, READ_UNCOMMITTED)


def test_what_can_be_decoded_is_as_it_was() -> None:
    """Every consumer reads so: it must not change what is right."""
    records = fetched("ce_id", "kørsel")
    assert [(r.offset, r.value, r.headers) for r in records] == [
        (0, b"value", (("ce_id", b"1"),)),
        (1, b"value", (("kørsel", b"1"),)),
    ]
    assert records.next_fetch_offset == 2


@pytest.mark.parametrize(("first", "offsets"), [(0, [0, 1]), (1, [1]), (2, [2])])
def test_what_cannot_is_handed_on_empty(first: int, offsets: list[int]) -> None:
    """Kafka intake: it is answered as unreadable, at its place, and the next fetch begins behind it."""
    records = fetched("ce_id", Latin("kørsel"), "ce_id", first=first)
    given = list(records)
    assert [r.offset for r in given] == offsets
    last = given[-1]
    assert (last.topic, last.partition, last.key, last.value, last.headers) == ("intake.svr-app", 2, None, None, ())
    assert records.next_fetch_offset == offsets[-1] + 1
