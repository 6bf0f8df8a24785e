"""A notice: one event, told to one recipient over one channel (N2)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifications.domain.recipient import Recipient
from services.notifications.domain.tending import Colleague, check_snooze
from shared.contracts import NoticeAcknowledged, NoticeRead, Refused
from shared.contracts.immutable import immutable


@immutable(frozen=True, slots=True)
class Notice:
    """`action` is the code of what is asked (`words.toml`) and `due` by when, both None where nothing is asked.

    `because` is the code of the reason the recipient is told. `subject` is the citizen (or the course).
    `settled_at` is when what is asked was answered or fell away, `settled_by` the event that did it, None where it was
    the reading. `traceparent` is where the delivering hung in the trace, so that the reading goes on from there.
    `in_inbox` is False for a notice no inbox shows: an app's, and a mail beside the same notice in the inbox.
    `event_type` and `sender` (the department that acted) are the event's, beside the notice so that an inbox can be
    searched by them. `snoozed_until`, `holder` and what stands with them are as in `InboxNotice`.
    """

    id: UUID
    event_id: UUID
    subject: UUID
    correlationid: UUID
    recipient: Recipient
    channel: str
    action: str | None
    due: datetime | None
    because: str
    created_at: datetime
    traceparent: str | None
    in_inbox: bool = True
    read_at: datetime | None = None
    read_by: str | None = None
    settled_at: datetime | None = None
    settled_by: UUID | None = None
    event_type: str | None = None
    sender: str | None = None
    snoozed_until: datetime | None = None
    snoozed_by: str | None = None
    returned_at: datetime | None = None
    holder: Colleague | None = None
    handed_by: str | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None

    @property
    def asked_until(self) -> datetime | None:
        """The deadline of what it asks still."""
        return self.due if self.action is not None and self.settled_at is None else None

    def snooze(self, until: datetime, *, by: str | None, at: datetime) -> "Notice":
        """Out of sight until then, for everybody it is addressed to. Raises Refused."""
        check_snooze(until, self.asked_until, at)
        return replace(self, snoozed_until=until, snoozed_by=by)

    def wake(self, at: datetime) -> "Notice":
        """Back, unread where it was: nobody has read it meanwhile."""
        return replace(self, snoozed_until=None, snoozed_by=None, returned_at=at)

    def hand_over(self, to: Colleague, *, by: str) -> "Notice":
        """It is this colleague's from now on; the team sees it as before."""
        return replace(self, holder=to, handed_by=by)

    def take_back(self) -> "Notice":
        return replace(self, holder=None, handed_by=None)

    def acknowledge(self, *, by: str, at: datetime) -> "tuple[Notice, NoticeAcknowledged]":
        """Raises Refused (409) for one that is acknowledged already: the first word has been read."""
        if self.acknowledged_at is not None:
            raise Refused("conflict", "Der er allerede kvitteret for beskeden.", status=409)
        department = self.recipient.department
        if department is None:
            raise Refused("not-allowed", "Der kan ikke kvitteres for denne besked.", status=403)
        fact = NoticeAcknowledged(event_id=self.event_id, notice_id=self.id, department=department)
        return replace(self, acknowledged_at=at, acknowledged_by=by), fact

    def read(self, *, by: str | None, at: datetime, settles: frozenset[str]) -> "tuple[Notice, NoticeRead | None]":
        """Marks it read for everybody it is addressed to. The first reader counts; a second one changes nothing.

        Reading is not answering, but for the actions in `settles`.
        """
        if self.read_at is not None:
            return self, None
        fact = NoticeRead(
            event_id=self.event_id,
            notice_id=self.id,
            recipient_kind=self.recipient.kind,
            department=self.recipient.department,
        )
        read = replace(self, read_at=at, read_by=by)
        return (read.settle(None, at) if self.action in settles else read), fact

    def settle(self, by: UUID | None, at: datetime) -> "Notice":
        """What is asked stands no more; the first event that settles counts."""
        if self.action is None or self.settled_at is not None:
            return self
        return replace(self, settled_at=at, settled_by=by)

    def ask_again(self, at: datetime) -> "Notice":
        """Put off or not, it is in sight: the deadline it was put off within may be gone."""
        open_ = replace(self, settled_at=None, settled_by=None)
        return open_ if open_.snoozed_until is None else open_.wake(at)
