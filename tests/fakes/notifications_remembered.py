"""What a world of notifications in memory remembers, and what its readings find there."""

from typing import Any
from uuid import UUID

from services.notifications.domain.correction import CORRECTIONS, corrected
from services.notifications.domain.receivers import NO_RECEIVERS
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.wording import NOTHING_BESIDE, Beside
from shared.contracts import CorrectionReached, CourseOpened, Event, NoticeAcknowledged
from tests.fakes.notifications_kept import Kept
from tests.fakes.notifications_muting import FakeMutes
from tests.suites.notifications_story import NOON


class Remembered:
    """`log` is every notice as it was told, and again, marked, whenever it changed; `looks` the access log."""

    def __init__(self) -> None:
        self.now = NOON
        self.looks: list[UUID] = []
        self.kept: dict[UUID, Kept] = {}
        self.log: list[tuple[UUID, bool]] = []
        self.receivers = NO_RECEIVERS
        self.rules = SHIPPED
        self.mutes = FakeMutes()

    def of(self, subject: UUID) -> Kept:
        return self.kept.get(subject, Kept())

    def course(self, event: Event[Any]) -> CourseOpened | None:
        course = getattr(event.data, "course_id", None)
        openings = () if course is None else [e.data for e in self.of(course).events.values()]
        return next((data for data in openings if isinstance(data, CourseOpened)), None)


def acknowledged(event: Event[Any]) -> UUID | None:
    return event.data.notice_id if isinstance(event.data, NoticeAcknowledged) else None


def names_of(kept: Kept) -> dict[UUID, str]:
    return {d.id: d.contact.name for d in kept.designations.values() if d.contact and d.contact.name}


def beside_of(event: Event[Any], kept: Kept) -> Beside:
    data = event.data
    if event.type == CorrectionReached.type:
        said = (e for e in kept.events.values() if (e.type, e.causationid) == (event.type, event.causationid))
        return Beside(last=any(e.version < event.version for e in said))
    if event.type not in CORRECTIONS:
        return NOTHING_BESIDE
    id_ = corrected(data, kept.involvement)
    wrong = None if id_ is None else kept.events.get(id_)
    return NOTHING_BESIDE if wrong is None else Beside(wrong.type, wrong.registeredtime)
