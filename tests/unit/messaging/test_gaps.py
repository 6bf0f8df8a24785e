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
