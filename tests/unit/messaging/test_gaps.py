"""A missing version is an alarm."""

from uuid import UUID, uuid4

from shared.messaging.gaps import Gaps
from shared.messaging.record import Record
from shared.telemetry import Metrics
from tests.suites.floor_words import event, read, record


def _of(subject: UUID, *versions: int) -> list[Record]:
    return [record(event(subject, read(), version)) for version in versions]


def _counted(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value(
        "samspil_version_gaps_total", {"messaging_destination_name": "notifications.events"}
    ) or 0  # fmt: skip


def test_what_was_jumped_over_is_counted() -> None:
    """Versions are gapless per subject: two that are missing are two."""
    metrics, subject = Metrics(), uuid4()
    gaps = Gaps(metrics)
    gaps.watch(_of(subject, 1, 2, 5))
    assert _counted(metrics) == 2
    gaps.watch(_of(subject, 6))
    assert _counted(metrics) == 2


def test_repeats_and_newcomers_are_no_gaps() -> None:
    """A batch may come again, and a group may begin to read anywhere."""
    metrics, subject = Metrics(), uuid4()
    gaps = Gaps(metrics)
    gaps.watch(_of(subject, 41, 42, 41, 42, 43))
    gaps.watch(_of(uuid4(), 7))
    gaps.watch([Record("notifications.events", 0, 0, None, [], None)])
    assert _counted(metrics) == 0


def test_whoever_was_seen_last_is_remembered() -> None:
    """A backlog about more subjects than can be remembered costs no more memory, and those read about now stand."""
    metrics, subject = Metrics(), uuid4()
    gaps = Gaps(metrics)
    size = gaps._places.nbytes
    for number in range(300):
        gaps._seen(hash(number), 1)
        for other in range(1_000):
            gaps._seen(number * 1_000 + other + 1_000_000, 1)
    assert gaps._places.nbytes == size == 4 * 2**20
    gaps.watch(_of(subject, 1))
    gaps.watch([record_ for number in range(500) for record_ in _of(UUID(int=number), 1)])
    gaps.watch(_of(subject, 3))
    assert _counted(metrics) == 1


def test_two_of_one_pair_are_both_remembered() -> None:
    """Two subjects that share their places do not take each other's versions; a third takes the place of the older."""
    gaps = Gaps(Metrics())
    one, two, three = (2**17 * n + 5 for n in (1, 2, 3))
    assert [gaps._seen(whose, 7) for whose in (one, two)] == [0, 0]
    assert [gaps._seen(whose, 8) for whose in (one, two)] == [7, 7]
    assert gaps._seen(three, 1) == 0
    assert [gaps._seen(two, 9), gaps._seen(three, 2), gaps._seen(one, 9)] == [8, 1, 0]
