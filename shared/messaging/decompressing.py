"""How far a batch may unfold: a few KiB that an app compressed could otherwise fill the memory of every service."""

import gzip
import io
import struct
from collections.abc import Iterator
from types import ModuleType

import cramjam
from aiokafka.record import default_records, legacy_records

MAX_UNFOLDED = 16 * 1024 * 1024
"""Kafka takes batches of at most 1 MiB; what apps write unfolds to a few times that."""

_XERIAL = struct.Struct("!bccccccBii")
_XERIAL_MAGIC = b"\x82SNAPPY\x00"


def gzip_decode(payload: bytes | memoryview) -> bytes:
    """All members. Raises ValueError for more than may be, OSError or EOFError for what is no gzip."""
    with gzip.GzipFile(fileobj=io.BytesIO(payload)) as file:
        unfolded = file.read(MAX_UNFOLDED + 1)
    if len(unfolded) > MAX_UNFOLDED:
        raise _too_large()
    return unfolded


def zstd_decode(payload: bytes | memoryview) -> bytes:
    """All frames. Raises DecompressionError for more than may be."""
    room = bytearray(MAX_UNFOLDED)
    return bytes(memoryview(room)[: cramjam.zstd.decompress_into(payload, room)])


def lz4_decode(payload: bytes | memoryview) -> bytes:
    """All frames. Raises DecompressionError for more than may be."""
    room = bytearray(MAX_UNFOLDED)
    return bytes(memoryview(room)[: cramjam.lz4.decompress_into(payload, room)])


def snappy_decode(payload: bytes | memoryview) -> bytes:
    """One block, or the blocks that Java's snappy writes. Each says beforehand how large it will be."""
    parts, room = list[bytes](), MAX_UNFOLDED
    for block in _blocks(bytes(payload)):
        room -= cramjam.snappy.decompress_raw_len(block)
        if room < 0:
            raise _too_large()
        parts.append(bytes(cramjam.snappy.decompress_raw(block)))
    return b"".join(parts)


def _blocks(payload: bytes) -> Iterator[bytes]:
    if not payload.startswith(_XERIAL_MAGIC) or len(payload) <= _XERIAL.size:
        yield payload
        return
    at = _XERIAL.size
    while at < len(payload):
        (size,) = struct.unpack_from("!i", payload, at)
        if size <= 0:
            raise ValueError("a block has no size")
        yield payload[at + 4 : at + 4 + size]
        at += 4 + size


def _too_large() -> ValueError:
    return ValueError("a batch unfolds to more than may be")


def bound() -> None:
    """From now on, aiokafka unfolds nothing further in this process. It looks the names up at each call."""
    for module in _modules():
        for decode in (gzip_decode, zstd_decode, lz4_decode, snappy_decode):
            if hasattr(module, decode.__name__):
                setattr(module, decode.__name__, decode)


def _modules() -> Iterator[ModuleType]:
    yield default_records
    yield legacy_records
    try:
        from aiokafka.record._crecords import default_records as compiled
        from aiokafka.record._crecords import legacy_records as compiled_legacy
    except ImportError:
        return
    yield compiled
    yield compiled_legacy
