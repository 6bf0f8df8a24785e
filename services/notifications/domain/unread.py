"""What a team leaves unread (N4): what is watched, and what its managers are told."""

from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

from services.notifications.domain import recipient as to
from services.notifications.domain.notice import Notice
from services.notifications.domain.quiet import ZONE, Hours, WorkingDay
from services.notifications.domain.told import INBOX, Told

SEE_TO_READ = "see_to_read"
Clock = Literal["unread", "stand_in"]
AFTER_OUTAGE: Final = "_after_outage"
"""What the kind of a timer ends on that was set anew after an outage: it is not set anew once more."""
_AWAY: Final = timedelta(minutes=15)


class StandIn(NamedTuple):
    """A colleague who looks after what the department leaves unread, from one day through another."""

    id: UUID
    department: str
    name: str
    email: str
    begins_on: date
    ends_on: date

    def on(self, day: date) -> bool:
        return self.begins_on <= day <= self.ends_on


class Overdue(NamedTuple):
    """`level` 1: the stand-in was asked; 2: the managers were told."""

    notice_id: UUID
    event_id: UUID
    event_type: str
    citizen_id: UUID | None
    text: str
    action: str | None
    due: datetime | None
    created_at: datetime
    overdue_since: datetime
    level: int
    stand_in_asked: bool
    referral_id: UUID | None = None
    intervention_id: UUID | None = None


def is_watched(notice: Notice) -> bool:
    """What asks something of a team and stands in its inbox. What is asked of managers has nobody above to go to."""
    return notice.action is not None and notice.recipient.kind == "department" and notice.in_inbox


def still_waits(notice: Notice) -> bool:
    """Neither read nor settled meanwhile."""
    return notice.read_at is None and notice.settled_at is None


def was_away(due: datetime, now: datetime) -> bool:
    """Whether a clock that ran out at `due` fires so late that the service was away, and nobody could read."""
    return now - due > _AWAY


def deadline(notice: Notice, shortest: datetime) -> datetime:
    """By when it is to have been read: its own deadline, but nobody has less than until `shortest`."""
    return shortest if notice.due is None else max(notice.due, shortest)


def mailed_on(at: datetime, hours: Hours, working_day: WorkingDay) -> date:
    """The Danish day on which a mail of `at` leaves the house: whoever stands in must still do so then."""
    return (hours.held_until(at, working_day) or at).astimezone(ZONE).date()


def to_managers(notice: Notice) -> Told:
    """What the team's managers are told when its time is up, under the same event."""
    return Told(to.managers(notice.recipient.name), INBOX, "unread_by_team", SEE_TO_READ)
