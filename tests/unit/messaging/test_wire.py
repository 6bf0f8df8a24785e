"""What is written for Kafka by hand, against aiokafka's own reader and reckoning."""

from uuid import uuid4

import pytest
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.record.default_records import DefaultRecordBatch
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.partitions import partition_of
from shared.messaging.wire import RecordBatch, decode_headers, encode_headers, with_last

NAMES = st.text(max_size=80)
HEADERS = st.dictionaries(NAMES, st.text(max_size=200), max_size=30)
KEYS = st.none() | st.uuids().map(lambda u: str(u).encode()) | st.binary(max_size=300)
RECORDS = st.lists(st.tuples(KEYS, st.binary(max_size=9000), HEADERS), min_size=1, max_size=20)


@given(RECORDS, st.integers(0, 2**40), st.integers(0, 2**15 - 1), st.integers(0, 2**31 - 1))
def test_a_batch_is_read_as_it_was_meant(
    records: list[tuple[bytes | None, bytes, dict[str, str]]], producer: int, epoch: int, sequence: int
) -> None:
    """Every record with its key, value and headers in order, in a batch whose checksum and size are right."""
    batch = RecordBatch(10_000_000)
    for key, value, headers in records:
        assert batch.add(key, value, encode_headers(headers))
    batch._set_producer_state(producer, epoch, sequence)
    assert batch.record_count() == len(records)
    built = batch._build()
    assert batch.closed()
    assert len(built) == batch.size()
    read = DefaultRecordBatch(built)
    assert read.validate_crc()
    assert (read.producer_id, read.producer_epoch, read.base_sequence) == (producer, epoch, sequence)
    assert (read.magic, read.compression_type, read.is_transactional) == (2, 0, False)
    found = [(r.offset, r.key, r.value, [(name, value.decode()) for name, value in r.headers]) for r in read]
    assert found == [(n, key, value, list(headers.items())) for n, (key, value, headers) in enumerate(records)]


def test_a_batch_of_thousands_is_read_as_it_was_meant() -> None:
    """Offsets that take more than two bytes."""
    batch = RecordBatch(10_000_000)
    for n in range(9_000):
        assert batch.add(None, str(n).encode(), b"\0")
    assert [(r.offset, r.value) for r in DefaultRecordBatch(batch._build())] == [
        (n, str(n).encode()) for n in range(9_000)
    ]


@given(st.integers(61, 3_000), st.lists(st.binary(max_size=400), min_size=1, max_size=20))
def test_a_full_batch_takes_nothing_more(limit: int, values: list[bytes]) -> None:
    """What does not fit shuts the batch, so that nothing goes past it; the first fits however large it is."""
    batch = RecordBatch(limit)
    taken = [batch.add(None, value, b"\0") for value in values]
    assert taken[0]
    assert taken == sorted(taken, reverse=True)
    assert batch.size() <= limit or batch.record_count() == 1
    assert [r.value for r in DefaultRecordBatch(batch._build())] == values[: sum(taken)]


@given(HEADERS)
def test_headers_come_back(headers: dict[str, str]) -> None:
    """What the relay reads for a span is what was written."""
    assert decode_headers(encode_headers(headers)) == headers


@given(HEADERS, NAMES, st.text(max_size=200), st.text(max_size=200))
def test_one_more_header_comes_last_or_takes_the_last_ones_place(
    headers: dict[str, str], name: str, first: str, second: str
) -> None:
    """The trace context a row was written with is replaced, and none is written twice."""
    headers.pop(name, None)
    once = with_last(encode_headers(headers), name, first)
    assert list(decode_headers(once).items()) == [*headers.items(), (name, first)]
    if len(first.encode()) == len(second.encode()):
        again = with_last(once, name, second)
        assert list(decode_headers(again).items()) == [*headers.items(), (name, second)]
        assert len(again) == len(once)


def test_more_headers_than_the_count_has_room_for_are_refused() -> None:
    """A fault of ours shows where the event is made, not in a record nobody can read."""
    with pytest.raises(ValueError, match="headers"):
        encode_headers({str(n): "" for n in range(62)})
    full = with_last(encode_headers({str(n): "" for n in range(61)}), "last", "")
    assert len(decode_headers(full)) == 62


@given(st.lists(st.uuids().map(lambda u: str(u).encode()), max_size=40), st.integers(1, 60))
def test_keys_go_where_every_other_client_sends_them(keys: list[bytes], count: int) -> None:
    """A citizen's records are on one partition, whichever client or version of ours wrote them."""
    numbers = list(range(count))
    one_by_one = DefaultPartitioner()
    assert [partition_of(key, numbers) for key in keys] == [one_by_one(key, numbers, numbers) for key in keys]


def test_other_keys_go_there_too() -> None:
    """Keys that are no ids in text, and records without a key among them."""
    numbers = [0, 1, 2]
    keys: list[bytes | None] = [
        b"",
        b"\xff" * 36,
        "æ".encode(),
        str(uuid4()).encode(),
        b"a longer key than an id has: 42 bytes",
    ]
    expected = [DefaultPartitioner()(key, numbers, numbers) for key in keys]
    assert [partition_of(key, numbers) for key in keys] == expected
    assert [partition_of(key, numbers) for key in keys] == expected, "as it is remembered"
    assert all(partition_of(None, numbers) in numbers for _ in range(20))


def test_a_topic_that_grew_is_reckoned_anew() -> None:
    """What is remembered of a key is for so many partitions."""
    keys = [str(uuid4()).encode() for _ in range(100)]
    for count in (1, 3, 24, 3):
        numbers = list(range(count))
        expected = [DefaultPartitioner()(key, numbers, numbers) for key in keys]
        assert [partition_of(key, numbers) for key in keys] == expected
