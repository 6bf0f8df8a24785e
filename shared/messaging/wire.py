"""Kafka's record format (version 2), written at once from parts that are ready.

Headers are encoded when an event is decided and never looked at again on their way; a client that is handed thirteen
names and values a record spends most of its time on them. The tests hold what is made here against aiokafka's reader.
"""

import struct
import time
from collections.abc import Mapping
from typing import Any

from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.util import calc_crc32c

_HEADER = struct.Struct(">qiibIhiqqqhii")
_BEFORE_LENGTH_ENDS, _CRC_AT, _AFTER_CRC = 12, 17, 21
_CRC = struct.Struct(">I")
_MAGIC = 2
_NO_EPOCH = -1
_MAX_HEADERS = 61


def _varint(number: int) -> bytes:
    """A length or count as Kafka writes it: doubled (the lowest bit is for the sign), seven bits a byte."""
    number *= 2
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


_SMALL = tuple(_varint(number) for number in range(4096))
_NO_KEY = b"\x01"
# No attributes, and the batch's own time.
_PLAIN_AND_NOW = b"\0\0"
_names: dict[str, bytes] = {}


def encode_headers(headers: Mapping[str, str]) -> bytes:
    """Names and values as they stand at the end of a record, after how many there are (61 at most)."""
    if len(headers) > _MAX_HEADERS:
        raise ValueError("too many headers")
    parts = [_SMALL[len(headers)]]
    for name, text in headers.items():
        value = text.encode()
        try:
            # Straight from what is known: a call for each of thirteen headers is most of what this costs.
            parts += (_names[name], _SMALL[len(value)], value)
        except LookupError:
            parts += (_name(name), _length(value), value)
    return b"".join(parts)


def with_last(encoded: bytes, name: str, text: str) -> bytes:
    """The same headers with this one at the end, instead of the last one where that is of the same name and length."""
    value = text.encode()
    before = _name(name) + _length(value)
    others = len(encoded) - len(before) - len(value)
    if others in _starts(encoded) and encoded.startswith(before, others):
        return encoded[:others] + before + value
    # The count stands in one byte, doubled.
    return bytes((encoded[0] + 2,)) + encoded[1:] + before + value


def decode_headers(encoded: bytes) -> dict[str, str]:
    """The inverse of `encode_headers`."""
    found: dict[str, str] = {}
    at = 1
    for _ in range(encoded[0] // 2):
        name, at = _text(encoded, at)
        found[name], at = _text(encoded, at)
    return found


class RecordBatch(BatchBuilder):  # type: ignore[misc] # aiokafka has no types
    """What aiokafka takes for a batch builder: the records of one partition, closed when it is made into bytes.

    `limit` is in bytes, as the batch stands in a request.
    """

    def __init__(self, limit: int) -> None:
        # Not the base's: it would make a builder for single headers.
        self._limit = limit
        self._size = _HEADER.size
        self._records: list[bytes] = []
        self._count = 0
        self._time = int(time.time() * 1000)
        self._producer: tuple[int, int, int] = (-1, -1, -1)
        self._buffer: bytes | None = None
        self._closed = False

    def add(self, key: bytes | None, value: bytes, headers: bytes) -> bool:
        """False where it does not fit; nothing fits any more then. A record alone in its batch may be of any size."""
        if self._closed:
            return False
        before = _NO_KEY if key is None else _length(key) + key
        number, value_length = _number(self._count), _length(value)
        size = 2 + len(number) + len(before) + len(value_length) + len(value) + len(headers)
        length = _number(size)
        if self._count and self._size + size + len(length) > self._limit:
            self._closed = True
            return False
        self._records += (length, _PLAIN_AND_NOW, number, before, value_length, value, headers)
        self._size += size + len(length)
        self._count += 1
        return True

    def append(self, **_: Any) -> None:
        raise NotImplementedError("add")

    def record_count(self) -> int:
        return self._count

    def size(self) -> int:
        return self._size

    def _set_producer_state(self, producer_id: int, producer_epoch: int, base_sequence: int) -> None:
        self._producer = producer_id, producer_epoch, base_sequence

    def _build(self) -> bytes:
        self.close()
        if self._buffer is None:
            last = self._count - 1
            head = bytearray(_HEADER.size)
            _HEADER.pack_into(
                head, 0,
                0, self._size - _BEFORE_LENGTH_ENDS, _NO_EPOCH, _MAGIC, 0,
                0, last, self._time, self._time, *self._producer, self._count,
            )  # fmt: skip
            whole = bytearray().join((head, *self._records))
            _CRC.pack_into(whole, _CRC_AT, calc_crc32c(memoryview(whole)[_AFTER_CRC:]))
            self._buffer = bytes(whole)
            self._records = []
        return self._buffer


def _number(number: int) -> bytes:
    return _SMALL[number] if number < 4096 else _varint(number)


def _length(value: bytes) -> bytes:
    return _number(len(value))


def _name(name: str) -> bytes:
    """Kept: there are but a few."""
    encoded = name.encode()
    made = _length(encoded) + encoded
    if len(_names) < 100:
        _names[name] = made
    return made


def _starts(encoded: bytes) -> list[int]:
    """Where each header begins."""
    found, at = [], 1
    for _ in range(encoded[0] // 2):
        found.append(at)
        for _ in ("name", "value"):
            length, at = _read_length(encoded, at)
            at += length
    return found


def _text(encoded: bytes, at: int) -> tuple[str, int]:
    length, at = _read_length(encoded, at)
    return encoded[at : at + length].decode(), at + length


def _read_length(encoded: bytes, at: int) -> tuple[int, int]:
    """The length, and where what is so long begins."""
    doubled, shift = 0, 0
    while True:
        byte = encoded[at]
        at += 1
        doubled |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return doubled // 2, at
