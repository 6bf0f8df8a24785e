"""Which partition a key belongs to, for many keys at once, as every Kafka client reckons it (murmur2).

One key after another costs Python more than all else the relay does with a record. Here the same steps are taken once
for all keys: each integer below holds one 32-bit number of every key, in lanes of 64 bits, so that a product has room.
"""

import sys
from array import array
from collections.abc import Sequence
from functools import lru_cache

from aiokafka.partitioner import DefaultPartitioner

UUID_BYTES = 36
_WORDS = UUID_BYTES // 4
_FACTOR = 0x5BD1E995
_SEED = 0x9747B28C ^ UUID_BYTES
_one_by_one = DefaultPartitioner()


def partitions_of(keys: Sequence[bytes | None], partitions: Sequence[int]) -> list[int]:
    """The partition of each key, among the topic's `partitions` in ascending order; any one where there is no key."""
    if len(keys) < 2 or any(key is None or len(key) != UUID_BYTES for key in keys):
        return [_one_by_one(key, partitions, partitions) for key in keys]
    count = len(partitions)
    return [partitions[(hashed & 0x7FFFFFFF) % count] for hashed in _murmur2(keys)]


def _murmur2(keys: Sequence[bytes | None]) -> "array[int]":
    """Of keys of 36 bytes each."""
    words = array("I", b"".join(keys))  # type: ignore[arg-type] # none of them is None
    if sys.byteorder == "big":
        words.byteswap()
    if len(keys) % 2:
        words.frombytes(bytes(UUID_BYTES))
    lanes = len(words) // _WORDS // 2
    ones = _ones(lanes)
    low = ones * 0xFFFFFFFF
    # The keys of even and of odd number: their words stand in the lower and the upper half of the same lanes.
    even = odd = ones * _SEED
    for n in range(_WORDS):
        both = int.from_bytes(words[n::_WORDS].tobytes(), "little")
        even = (even * _FACTOR & low) ^ _mixed(both & low, ones, low)
        odd = (odd * _FACTOR & low) ^ _mixed(both >> 32 & low, ones, low)
    whole = _finished(even, ones, low) | _finished(odd, ones, low) << 32
    hashed = array("I", whole.to_bytes(8 * lanes, "little"))
    if sys.byteorder == "big":
        hashed.byteswap()
    return hashed[: len(keys)]


def _mixed(word: int, ones: int, low: int) -> int:
    word = word * _FACTOR & low
    return (word ^ (word >> 24 & ones * 0xFF)) * _FACTOR & low


def _finished(hashed: int, ones: int, low: int) -> int:
    hashed = (hashed ^ (hashed >> 13 & ones * 0x7FFFF)) * _FACTOR & low
    return hashed ^ (hashed >> 15 & ones * 0x1FFFF)


@lru_cache(maxsize=1024)
def _ones(lanes: int) -> int:
    """A one in each lane."""
    return int.from_bytes(b"\1\0\0\0\0\0\0\0" * lanes, "little")
