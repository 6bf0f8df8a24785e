"""A large batch is read in shares, a few at once."""

import pytest

from shared.messaging.record import Record
from shared.messaging.shares import shares
from tests.unit.messaging.consumer_in_memory import A0, Consumer, Reading


def _of_many(number: int) -> list[Record]:
    return [Record("a", n % 2, n, str(n % 97).encode(), [], None) for n in range(number)]


def test_a_large_batch_is_read_in_shares() -> None:
    """Each subject's records are in one share and in their order; nothing is left out or comes twice."""
    records = _of_many(500)
    split = shares(records)
    assert len(split) == 3
    assert sorted(r.offset for share in split for r in share) == list(range(500))
    for share in split:
        assert [r.offset for r in share] == sorted(r.offset for r in share)
    assert sum(len({r.key for r in share}) for share in split) == 97


def test_a_few_records_are_one_share() -> None:
    """A transaction costs the same whatever is in it: what is read close behind the writers stays together."""
    assert shares(_of_many(200)) == [_of_many(200)]
    assert shares(_of_many(1)) == [_of_many(1)]


async def test_a_share_that_fails_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others stand as they are; offsets go past the batch when all of it has taken effect."""
    monkeypatch.setattr("shared.messaging.subscription.retry_delays", lambda: iter([0.0] * 9))
    consumer = Consumer()
    reading = Reading(consumer)
    reading.fail = 2
    await reading._handle(_of_many(500))
    assert sorted(r.offset for share in reading.taken for r in share) == list(range(500))
    assert consumer.commits[A0] == 499
