"""Records that aiokafka cannot decode."""

import gzip
import struct
from collections.abc import Callable
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.codec import gzip_encode, lz4_encode, snappy_encode, zstd_encode
from aiokafka.consumer.fetcher import READ_UNCOMMITTED
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy, _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

from shared.messaging.decompressing import MAX_UNFOLDED, gzip_decode, lz4_decode, snappy_decode, zstd_decode
from shared.messaging.tolerant import TolerantRecords, tolerate


class Latin(str):
    """A header's name in an encoding of before Unicode."""

    def encode(self, *_: Any) -> bytes:
        return str.encode(self, "latin-1")


def fetched(*names: str, first: int = 0) -> TolerantRecords:
    """One batch with a record per header name, as a fetch from offset `first` gives it."""
    builder = _DefaultRecordBatchBuilderPy(2, 0, False, -1, -1, -1, 100_000)
    for offset, name in enumerate(names):
        builder.append(offset, 1_000, b"key", b"value", [(name, b"1")])
    return taken(bytes(builder.build()), first)


def taken(log: bytes, first: int = 0) -> TolerantRecords:
    """What stands in the log, as a fetch from offset `first` gives it."""
    at = TopicPartition("intake.svr-app", 2)
    return TolerantRecords(at, MemoryRecords(log), [], first, None, None, True, READ_UNCOMMITTED)


def test_what_can_be_decoded_is_as_it_was() -> None:
    """Every consumer reads so: it must not change what is right."""
    records = fetched("ce_id", "kørsel")
    assert [(r.offset, r.value, r.headers) for r in records] == [
        (0, b"value", (("ce_id", b"1"),)),
        (1, b"value", (("kørsel", b"1"),)),
    ]
    assert records.next_fetch_offset == 2


@pytest.mark.parametrize(("first", "offsets"), [(0, [0, 1, 2]), (1, [1, 2]), (2, [2])])
def test_what_cannot_is_handed_on_empty(first: int, offsets: list[int]) -> None:
    """Kafka intake: it is answered as unreadable, at its place, and so is the rest of its batch at once."""
    records = fetched("ce_id", Latin("kørsel"), "ce_id", first=first)
    given = list(records)
    assert [r.offset for r in given] == offsets
    last = given[-1]
    assert (last.topic, last.partition, last.key, last.value, last.headers) == ("intake.svr-app", 2, None, None, ())
    assert last.timestamp == 1_000
    assert records.next_fetch_offset == 3


def compressed(payload: bytes, codec: int) -> bytes:
    """A batch of three records that claims to be compressed, with `payload` in place of the records."""
    builder = _DefaultRecordBatchBuilderPy(2, 0, False, -1, -1, -1, 100_000)
    for offset in range(3):
        builder.append(offset, 1_000, b"key", b"value", [])
    batch = builder.build()
    size = _DefaultRecordBatchPy.HEADER_STRUCT.size
    head, body = bytearray(batch[:size]), bytes(batch[size:]) + payload if codec == 0 else payload
    head[22] = codec
    struct.pack_into(">i", head, 8, size - 12 + len(body))
    struct.pack_into(">I", head, 17, calc_crc32c(bytes(head[21:]) + body))
    return bytes(head) + body


BOMB = bytes(MAX_UNFOLDED + 1)
GZIP, SNAPPY, LZ4, ZSTD = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("payload", "codec"),
    [
        (gzip.compress(BOMB), GZIP),
        (gzip.compress(b"1") + b"behind", GZIP),
        (gzip.compress(b"1")[:-1], GZIP),
        (snappy_encode(BOMB), SNAPPY),
        (snappy_encode(BOMB, xerial_compatible=False), SNAPPY),
        (snappy_encode(b"1")[:16] + b"\xff\xff\xff\xfc", SNAPPY),
        (lz4_encode(BOMB), LZ4),
        (zstd_encode(BOMB), ZSTD),
        (b"neither", ZSTD),
        (b"unknown", 7),
    ],
)
def test_what_cannot_be_unfolded_is_handed_on_empty(payload: bytes, codec: int) -> None:
    """Kafka intake: an app's batch, small on the wire, neither fills the memory nor holds up what stands behind it."""
    tolerate()
    behind = bytearray(compressed(b"", 0))
    struct.pack_into(">q", behind, 0, 3)
    records = taken(compressed(payload, codec) + bytes(behind))
    assert [(r.offset, r.value) for r in records] == [(n, None if n < 3 else b"value") for n in range(6)]
    assert records.next_fetch_offset == 6


@pytest.mark.parametrize("codec", [GZIP, SNAPPY, LZ4, ZSTD])
def test_what_apps_compress_is_read(codec: int) -> None:
    """Every kind of compression is decoded as before."""
    tolerate()
    builder = _DefaultRecordBatchBuilderPy(2, codec, False, -1, -1, -1, 100_000)
    for offset in range(3):
        builder.append(offset, 1_000, b"key", bytes(10_000), [])
    assert [r.value for r in taken(bytes(builder.build()))] == [bytes(10_000)] * 3


@pytest.mark.parametrize(
    ("encode", "decode"),
    [(gzip_encode, gzip_decode), (snappy_encode, snappy_decode), (lz4_encode, lz4_decode), (zstd_encode, zstd_decode)],
)
def test_as_much_as_may_be(encode: Callable[[bytes], bytes], decode: Callable[[bytes], bytes]) -> None:
    """The limit itself is allowed, in several parts where the format has them."""
    assert decode(encode(BOMB[1:])) == BOMB[1:]
    if encode is not snappy_encode:
        assert decode(encode(b"one") + encode(b"two")) == b"onetwo"


def test_what_came_broken_is_fetched_again() -> None:
    """A checksum that does not fit says nothing about what stands in the log."""
    batch = bytearray(compressed(b"", 0))
    batch[-1] ^= 1
    with pytest.raises(CorruptRecordException):
        list(taken(bytes(batch)))
