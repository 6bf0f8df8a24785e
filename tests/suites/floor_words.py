"""Facts, events and reports for the floors' tests."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import (
    Cause,
    Event,
    Fact,
    GoalSet,
    InterventionStarted,
    NoticeRead,
    ReferralAccepted,
    ReferralCreated,
    Report,
    Reporter,
)
from shared.contracts.cloudevents import to_kafka
from shared.contracts.report import Private
from shared.messaging.record import Record

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
REPORTER = Reporter("kraftcenter-app", "app", "kraftcenter")


def a_cause() -> Cause:
    return Cause(uuid4(), NOON, "kraftcenter", None, None)


def created(referral_id: UUID) -> ReferralCreated:
    return ReferralCreated(
        referral_id=referral_id,
        from_department="svr",
        to_department="kraftcenter",
        offer="kraftcenter-traening",
        priority="routine",
        themes=("relationer",),
        origin="professional",
    )


def accepted(referral_id: UUID) -> ReferralAccepted:
    return ReferralAccepted(referral_id=referral_id, by_department="kraftcenter")


def read(notice_id: UUID | None = None) -> NoticeRead:
    """An event that presupposes nothing."""
    notice = notice_id or uuid4()
    return NoticeRead(event_id=uuid4(), notice_id=notice, recipient_kind="department", department="svr")


def goal(goal_id: UUID | None = None) -> GoalSet:
    return GoalSet(goal_id=goal_id or uuid4(), intervention_id=uuid4(), themes=("relationer",), kind="develop")


def start(referral_id: UUID | None = None) -> InterventionStarted:
    return InterventionStarted(
        intervention_id=uuid4(),
        referral_id=referral_id,
        department="kraftcenter",
        offer="kraftcenter-traening",
        follow_up_on=date(2027, 2, 1),
    )


def event(subject: UUID, data: Fact, version: int = 1) -> Event[Any]:
    cause = uuid4()
    return Event(
        uuid4(), f"urn:samspil:{data.owner}", subject, NOON, NOON, version, cause, uuid4(), None, None, data
    )  # fmt: skip


def record(heard: Event[Any], offset: int = 0, partition: int = 0) -> Record:
    """The event as Kafka gives it."""
    key, value, headers = to_kafka(heard)
    return Record(f"{heard.data.owner}.events", partition, offset, key, headers, value)


def report(subject: UUID, data: Fact, id_: UUID | None = None, note: str | None = None) -> Report[Any]:
    return Report(id_ or uuid4(), "urn:samspil:app:kraftcenter-app", subject, NOON, REPORTER, data, Private(note=note))
