"""What apps do with their topics stops nobody's clocks."""

from collections.abc import Callable

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CorruptRecordException, KafkaConnectionError

from shared.messaging.reaching import ROUNDS
from shared.messaging.record import Record
from tests.unit.messaging.consumer_in_memory import A0, A1, B0, Consumer, Reading


@pytest.fixture
def consumer() -> Consumer:
    return Consumer()


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.subscription._CATCHING_UP", 0.0)
    monkeypatch.setattr("shared.messaging.reaching._REACHING", 0.001)
    monkeypatch.setattr("shared.messaging.reaching.AT_LEAST", 0.0)


def _moving(consumer: Consumer, to: dict[TopicPartition, int], error: Exception | None = None) -> Callable[[], None]:
    def move() -> None:
        consumer.positions.update(to)
        if error is not None:
            raise error

    return move


async def test_a_marker_after_the_last_record(consumer: Consumer) -> None:
    """R4: a transaction's log ends behind its marker, which is no record: it is gone past, and committed for others."""
    reading = Reading(consumer, (), pattern="^b$")
    consumer.positions[B0] = 5
    await reading.poll()
    consumer.positions[B0], consumer.ends[B0] = 7, 7
    await reading._handle([Record("b", 0, 5, None, [], None)])
    assert not await reading.heard_everything()
    await reading.poll()
    assert await reading.heard_everything()
    assert consumer.commits[B0] == 7


async def test_a_marker_that_nobody_committed(consumer: Consumer) -> None:
    """R4: who began behind the last record, as after a restart, and has since been handed nothing."""
    reading = Reading(consumer, (), pattern="^b$")
    consumer.ends[B0] = 6
    consumer.polled = _moving(consumer, {B0: 6})
    await reading.poll()
    assert not await reading.heard_everything()
    await reading.poll()
    assert await reading.heard_everything()


async def test_what_a_failed_poll_took_out_is_not_read(consumer: Consumer) -> None:
    """A report that aiokafka took out and did not hand over is not committed."""
    reading = Reading(consumer, (), pattern="^b$")
    consumer.positions[B0] = 5
    await reading.poll()
    consumer.ends[B0] = 6
    consumer.polled = _moving(consumer, {B0: 6}, KafkaConnectionError())
    with pytest.raises(KafkaConnectionError):
        await reading.poll()
    consumer.polled = lambda: None
    await reading.poll()
    assert consumer.commits[B0] == 5
    assert not await reading.heard_everything()


async def _taken_out_by_a_failed_poll(reading: Reading, consumer: Consumer) -> None:
    """Three partitions move on, and what stood there is handed to nobody."""
    consumer.polled = _moving(consumer, {A0: 12, A1: 3, B0: 9}, CorruptRecordException())
    with pytest.raises(CorruptRecordException):
        await reading.poll()
    consumer.polled = lambda: None


@pytest.mark.parametrize("pattern", [None, "^(a|b)$"], ids=["ours", "the apps'"])
async def test_what_a_failed_poll_took_out_is_read_again(consumer: Consumer, pattern: str | None) -> None:
    """Nothing lost: where one partition's batch is corrupt, the others' records come again, from where all had taken
    effect: here, by the group's word, or from the start."""
    reading = Reading(consumer, ("a", "b") if pattern is None else (), pattern=pattern)
    consumer.positions = {A0: 10, A1: 0, B0: 5}
    del consumer.commits[B0]
    await reading.poll()
    await reading._handle([Record("a", 0, 10, None, [], None)])
    consumer.commits.pop(B0, None)
    await _taken_out_by_a_failed_poll(reading, consumer)
    assert consumer.positions == {A0: 12, A1: 3, B0: 9}
    await reading.poll()
    assert consumer.positions == {A0: 11, A1: 0, B0: 0}


async def test_while_the_broker_is_away_nobody_reads_on_from_there(consumer: Consumer) -> None:
    """Nothing lost: until it is known where all had taken effect, nothing is taken out."""
    reading = Reading(consumer)
    consumer.positions = {A0: 10, A1: 0, B0: 5}
    await _taken_out_by_a_failed_poll(reading, consumer)
    polls: list[int] = []
    consumer.polled = lambda: polls.append(1)
    consumer.away = KafkaConnectionError()
    with pytest.raises(KafkaConnectionError):
        await reading.poll()
    assert polls == []
    consumer.away = None
    await reading.poll()
    assert (polls, consumer.positions[B0]) == ([1], 5)


async def test_a_topic_that_is_away_for_a_moment_is_waited_for(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: however often it is asked for in that moment."""
    monkeypatch.setattr("shared.messaging.reaching.AT_LEAST", 60.0)
    reading = Reading(consumer, (), pattern="^(a|b)$")
    consumer.leaderless = {"a"}
    for _ in range(2 * ROUNDS):
        assert await reading.ends() is None


async def test_a_topic_without_a_leader_is_not_waited_for_for_ever(consumer: Consumer) -> None:
    """R4: one app's topic stops no clock for good; one that is back counts again, and may be away anew."""
    reading = Reading(consumer, (), pattern="^(a|b)$")
    gauge = reading._metrics.topics_unreached._value
    consumer.leaderless = {"a"}
    for _ in range(ROUNDS - 1):
        assert await reading.ends() is None
    assert gauge.get() == 0
    assert await reading.ends() == {B0: 5}
    assert gauge.get() == 1
    consumer.leaderless = set()
    assert await reading.ends() == {A0: 10, A1: 0, B0: 5}
    assert gauge.get() == 0
    consumer.leaderless = {"a"}
    assert await reading.ends() is None


async def test_our_own_topics_are_waited_for(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    """R4: what the services say to each other is never passed over."""
    monkeypatch.setattr("shared.messaging.subscription._ASKING", 0.001)
    reading = Reading(consumer)
    consumer.leaderless = {"a"}
    for _ in range(ROUNDS + 1):
        assert await reading.ends() is None


async def test_many_topics_cost_one_wait(consumer: Consumer) -> None:
    """R4: however many apps have written, what is committed of their topics is asked for in the time of one answer."""
    reading = Reading(consumer, (), pattern="^(a|b)$")
    assert await reading.heard_everything()
    assert consumer.asked_at_once == 2
