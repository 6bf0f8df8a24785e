"""A course as reports and sign-ups, from its opening to a companionship."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from services.kraftcenter.domain import danish_date
from services.kraftcenter.handlers import SignUp
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseOpened,
    CourseSessionHeld,
    Fact,
    InterventionEnteredInError,
    Private,
    Report,
    Reporter,
)
from shared.intake.desk import source_of
from tests.suites.kraftcenter_story import KRAFTCENTER, SEL82, Story

F = TypeVar("F", bound=Fact)
DAY = timedelta(days=1)


@dataclass
class CourseStory:
    """What is not said is as S3 has it, but for a capacity of two. `by` is who reports or signs up."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    course: UUID = field(default_factory=uuid4)
    following: UUID = field(default_factory=uuid4)

    @property
    def today(self) -> date:
        return danish_date(self.now)

    def open(self, by: Reporter = KRAFTCENTER, subject: UUID | None = None, **changes: Any) -> Report[CourseOpened]:
        data: dict[str, Any] = {
            "course_id": self.course,
            "offer": "peer-gruppe",
            "capacity": 2,
            "sessions": 10,
            "first_session_on": self.today,
            "next_course_id": self.following,
        }
        return self.report(CourseOpened(**data | changes), by, subject or self.course)

    def open_next(self) -> Report[CourseOpened]:
        """The course that is named as the next one."""
        return CourseStory(now=self.now, course=self.following).open(next_course_id=None)

    def hold(
        self, session: int, by: Reporter = KRAFTCENTER, private: Private | None = None
    ) -> Report[CourseSessionHeld]:
        return self.report(CourseSessionHeld(course_id=self.course, session=session), by, self.course, private)

    def end(self, by: Reporter = KRAFTCENTER) -> Report[CourseEnded]:
        return self.report(CourseEnded(course_id=self.course), by, self.course)

    def sign_up(self, citizen: UUID, **changes: Any) -> SignUp:
        asked: dict[str, Any] = {"referral_id": None, "adult": True, "contact_under_two_years": True}
        return SignUp(self.course, citizen, **asked | changes)

    def accompany(
        self, citizen: UUID, companionship: UUID, ends_by: date | None = None, by: Reporter = KRAFTCENTER
    ) -> Report[CompanionshipStarted]:
        data = CompanionshipStarted(
            companionship_id=companionship, course_id=self.course, ends_by=ends_by or self.today + 90 * DAY
        )
        return self.report(data, by, citizen)

    def leave_alone(
        self, citizen: UUID, companionship: UUID, ends_by: date | None = None, by: Reporter = KRAFTCENTER
    ) -> Report[CompanionshipEnded]:
        data = CompanionshipEnded(companionship_id=companionship, course_id=self.course, ends_by=ends_by or self.today)
        return self.report(data, by, citizen)

    def correct(
        self,
        event_id: UUID,
        subject: UUID | None = None,
        by: Reporter = KRAFTCENTER,
        private: Private | None = None,
    ) -> Report[InterventionEnteredInError]:
        return self.report(InterventionEnteredInError(event_id=event_id), by, subject or self.course, private)

    def report(self, fact: F, by: Reporter, subject: UUID, private: Private | None = None) -> Report[F]:
        return Report(uuid4(), source_of(by), subject, self.now, by, fact, private or Private())


def oneself(citizen: UUID) -> Reporter:
    return Reporter(f"citizen-{citizen}", "citizen", None, citizen)


def referred(citizen: UUID, now: datetime) -> Story:
    """The story of a citizen whom `sel82` has referred to the peer groups."""
    return Story(now=now, citizen=citizen)


__all__ = ["DAY", "KRAFTCENTER", "SEL82", "CourseStory", "oneself", "referred"]
