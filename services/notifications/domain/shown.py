"""What people are shown: inbox, timeline, designations, and the answer to "who gets what" (fields of the interface)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts import (
    CorrectionReached,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    NoticeAcknowledged,
    NoticeGivenUp,
    NoticeRead,
    NoticesDelivered,
)

ABOUT_COURSES = frozenset(fact.type for fact in (CourseOpened, CourseSessionHeld, CourseIntakeClosed, CourseEnded))
ABOUT_TELLING = frozenset(
    fact.type for fact in (NoticesDelivered, NoticeRead, NoticeAcknowledged, NoticeGivenUp, CorrectionReached)
)
"""Of a loop, what would tell its parties of relatives that are none of theirs: for those told of it alone."""


def citizen_of(type_: str, subject: UUID, loop: UUID) -> UUID | None:
    """Whom an event is about; None for a course's own, and for what is said of those: a course is its own loop."""
    return None if type_ in ABOUT_COURSES or subject == loop else subject


@dataclass(frozen=True, slots=True)
class InboxNotice:
    """One line of an inbox.

    `text` is a Danish sentence; `action` what is asked, in Danish, and `due` by when, None where nothing is asked.
    `citizen_id` is None for a course's own events. `read_by` is the name of who took it, for the team.
    `position` is where a stream goes on after this notice (`Last-Event-ID`); None in a listing. For the pages alone:
    `department` is who acted, None where the citizen, a relative or Samspil itself did; `settled_at` is when what is
    asked was answered or fell away, and `read_settles` whether reading it does; `changed` is True where a stream sends
    it not because it is new but because it was read or settled meanwhile; `knowledge_id` is what it asks to read,
    `referral_id` and `intervention_id` what it is about.

    `snoozed_until` is when it comes back, `snoozed_by` who put it off and `returned_at` when it came back. `holder` is
    the issuer's name for the colleague it was handed to, `holder_name` theirs, `handed_by` who did; who took it did
    so themself. `acknowledged_at` is when somebody, `acknowledged_by`, sent a word to who reported the event, and
    `answers_to` whom such a word goes to ("citizen" or a department's code), None where to nobody. `words` are those
    sent or, of an acknowledgement told, received.
    """

    notice_id: UUID
    event_id: UUID
    event_type: str
    citizen_id: UUID | None
    text: str
    action: str | None
    due: datetime | None
    created_at: datetime
    read_at: datetime | None
    read_by: str | None
    trace_id: str | None
    position: str | None = None
    department: str | None = None
    settled_at: datetime | None = None
    read_settles: bool = False
    changed: bool = False
    knowledge_id: UUID | None = None
    referral_id: UUID | None = None
    intervention_id: UUID | None = None
    snoozed_until: datetime | None = None
    snoozed_by: str | None = field(default=None, repr=False)
    returned_at: datetime | None = None
    holder: str | None = None
    holder_name: str | None = field(default=None, repr=False)
    handed_by: str | None = field(default=None, repr=False)
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = field(default=None, repr=False)
    answers_to: str | None = None
    words: str | None = field(default=None, repr=False)

    @property
    def asks(self) -> bool:
        """Whether it asks something still. Reading alone does not answer."""
        return self.action is not None and self.settled_at is None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`next` is the cursor of the following page, None at the end. `position` is where a stream goes on without a gap
    after this listing was read. `unbound` tells of a relative who stands for nobody, or for nobody any more. `matching`
    is how many there are of those wanted, a thousand for more; None where no more is left out than what was read."""

    items: tuple[InboxNotice, ...]
    next: str | None
    position: str
    unread: int
    unbound: bool = False
    matching: int | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `department` is who acted; `data` the event's own, ids and codes alone. `words` are an
    acknowledgement's, for who sent or got it."""

    event_id: UUID
    event_type: str
    text: str
    time: datetime
    service: str
    department: str | None
    data: dict[str, Any]
    trace_id: str | None
    words: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TimelinePage:
    items: tuple[TimelineEntry, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class DesignationShown:
    """`name` is in clear, for those who may read it; None where no name was given."""

    designation_id: UUID
    relation: str
    name: str | None
    may_know: tuple[str, ...]
    channels: tuple[str, ...]
    standing: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """P3: who would be told of an event not yet sent, and who would not, by this version of the rules (I3)."""

    recipients: tuple["WouldBeTold", ...]
    withheld: tuple["WouldNotBeTold", ...]
    rules_version: int = 0


@dataclass(frozen=True, slots=True)
class WouldBeTold:
    """`fields` are the notice's fields that hold something; `because` is Danish."""

    recipient_kind: str
    department: str | None
    name: str | None
    channel: str
    fields: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class WouldNotBeTold:
    recipient_kind: str
    because: str
    department: str | None = None
