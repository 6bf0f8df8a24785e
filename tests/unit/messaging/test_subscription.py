"""What has been read, told from the offsets."""

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, KafkaConnectionError

from shared.messaging.record import Record
from tests.unit.messaging.consumer_in_memory import A0, A1, B0, Consumer, Reading


@pytest.fixture
def consumer() -> Consumer:
    return Consumer()


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.subscription._CATCHING_UP", 0.0)


def _records(partition: TopicPartition, *offsets: int) -> list[Record]:
    return [Record(partition.topic, partition.partition, n, None, [], None) for n in offsets]


async def test_all_committed_is_all_heard(consumer: Consumer) -> None:
    """Whichever instance has a partition: what is committed has taken effect."""
    reading = Reading(consumer)
    assert await reading.heard_everything()
    consumer.ends[B0] = 6
    assert not await reading.heard_everything()
    assert await reading.lag() == {A0: 0, A1: 0, B0: 1}


async def test_read_here_counts_before_the_commit(consumer: Consumer) -> None:
    """A commit that failed is no reason to hold the clocks back."""
    reading = Reading(consumer)
    consumer.ends[B0] = 6
    consumer.away = CommitFailedError()
    await reading._handle(_records(B0, 5))
    consumer.away = None
    assert await reading.heard_everything()


async def test_another_instance_may_be_further_on(consumer: Consumer) -> None:
    """A partition that went and came back was read on elsewhere meanwhile: what we remember of it is old."""
    reading = Reading(consumer)
    await reading._handle(_records(A0, 8, 9))
    consumer.ends[A0] = consumer.commits[A0] = 30
    assert await reading.heard_everything()


async def test_what_comes_after_the_question_does_not_count(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where records keep coming, some are always unread: the clocks wait for those that stood there when they asked."""
    monkeypatch.setattr("shared.messaging.subscription._CATCHING_UP", 20.0)
    monkeypatch.setattr("shared.messaging.subscription._LOOKING_AGAIN", 0.001)
    reading = Reading(consumer)
    consumer.ends[B0] = 7

    async def steadily() -> None:
        while True:
            await asyncio.sleep(0)
            consumer.ends[B0] += 1
            consumer.commits[B0] += 1

    writing = asyncio.create_task(steadily())
    try:
        assert await reading.heard_everything()
        assert consumer.commits[B0] < consumer.ends[B0]
    finally:
        writing.cancel()


async def test_what_expired_will_never_be_read(consumer: Consumer) -> None:
    """A partition all of whose records expired unread does not hold the clocks back for ever."""
    consumer.ends[A1] = consumer.starts[A1] = 400
    assert await Reading(consumer).heard_everything()


async def test_what_was_unread_is_followed(consumer: Consumer) -> None:
    """What counts is where the log ended when it was asked; made anew since, it is to be asked again."""
    reading = Reading(consumer)
    consumer.ends[B0] = 7
    ends = await reading.ends()
    assert ends is not None
    assert await reading.has_heard(ends) is False
    consumer.ends[B0], consumer.commits[B0] = 900, 7
    assert await reading.has_heard(ends) is True
    consumer.ends[B0], consumer.commits[B0] = 2, 2
    assert await reading.has_heard(ends) is None


@pytest.mark.parametrize("known", [{}, {"a": {0, 1}}])
async def test_of_an_unknown_topic_nothing_can_be_said(consumer: Consumer, known: dict[str, set[int]]) -> None:
    """Partitions not known yet are not partitions read."""
    consumer.partitions = known
    assert not await Reading(consumer).heard_everything()


async def test_a_broker_that_is_away(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for a bounded time: the clocks' patience must not hang on it."""
    reading = Reading(consumer)
    consumer.away = KafkaConnectionError()
    assert not await reading.heard_everything()
    consumer.away, consumer.hangs = None, True
    consumer.ends[A0] = 11
    monkeypatch.setattr("shared.messaging.subscription._ASKING", 0.02)
    assert not await reading.heard_everything()


async def test_a_batch_never_ends_by_raising(consumer: Consumer) -> None:
    """FastStream would pass it over and commit past it: it is read again until it is read, and only then committed."""
    reading = Reading(consumer)
    reading.fail = 2
    await reading._handle(_records(A0, 10, 11))
    assert [[r.offset for r in batch] for batch in reading.taken] == [[10, 11]]
    assert consumer.commits[A0] == 12


async def test_only_what_is_still_ours_is_committed(consumer: Consumer) -> None:
    """One partition that is gone would fail the commit of all the others."""
    reading = Reading(consumer)
    consumer.assigned = {A0}
    await reading._handle([*_records(A0, 10), *_records(B0, 5, 6)])
    assert consumer.commits == {A0: 11, B0: 5}


async def test_a_pattern_is_all_heard_when_every_topic_that_fits_is(consumer: Consumer) -> None:
    """The apps' topics: only those that fit count, and one that has just come is not taken for read."""
    reading = Reading(consumer, (), pattern="^a$")
    consumer.ends[B0] = 6
    assert await reading.heard_everything()
    consumer.ends[A1] = 1
    assert not await reading.heard_everything()
    consumer.commits[A1] = 1
    assert await reading.heard_everything()
    del consumer.partitions["a"]
    consumer.unseen = {"a"}
    assert not await reading.heard_everything()


async def test_without_any_app_nothing_is_left_to_hear(consumer: Consumer) -> None:
    """A system without apps at the Kafka door has heard them all."""
    reading = Reading(consumer, (), pattern="^nothing$")
    assert await reading.heard_everything()
    assert await reading.answers()


async def test_a_broker_that_is_away_answers_no_pattern(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readiness and clocks ask the broker for the topics, for a bounded time."""
    reading = Reading(consumer, (), pattern="^a$")
    consumer.away = KafkaConnectionError()
    assert not await reading.heard_everything()
    assert not await reading.answers()
    consumer.away, consumer.hangs = None, True
    monkeypatch.setattr("shared.messaging.subscription._ASKING", 0.02)
    monkeypatch.setattr("shared.messaging.subscription._ANSWERING", 0.02)
    assert not await reading.heard_everything()
    assert not await reading.answers()


async def test_versions_on_the_apps_topics_are_not_ours(consumer: Consumer) -> None:
    """An app may write what it likes into a header of ours: it raises no alarm."""
    jumps = [Record("a", 0, n, b"k", [("ce_version", str(n * n).encode())], None) for n in (1, 2, 3)]
    for pattern, gaps in (("^a$", 0.0), (None, 6.0)):
        reading = Reading(consumer, () if pattern else ("a",), pattern=pattern)
        await reading._handle(list(jumps))
        assert (reading._metrics.version_gaps.labels("a")._value.get()) == gaps


async def test_a_topic_made_anew_is_unread_from_its_start(consumer: Consumer) -> None:
    """What was read of an app's topic that was removed does not count for the one that has its name now."""
    reading = Reading(consumer, (), pattern="^b$")
    await reading._handle(_records(B0, *range(5)))
    assert await reading.heard_everything()
    del consumer.commits[B0]
    assert not await reading.heard_everything()
    assert (await reading.lag())[B0] == 5


async def test_what_a_pattern_read_counts_though_it_is_not_committed(consumer: Consumer) -> None:
    """A commit that failed does not hold the clocks back until the app writes again."""
    reading = Reading(consumer, (), pattern="^b$")
    consumer.ends[B0] = 6
    consumer.away = CommitFailedError()
    await reading._handle(_records(B0, 5))
    consumer.away = None
    assert await reading.heard_everything()
