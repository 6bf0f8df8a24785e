"""A notice: one event, told to one recipient over one channel (N2)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifications.domain.recipient import Recipient
from shared.contracts import NoticeRead
from shared.contracts.immutable import immutable


@immutable(frozen=True, slots=True)
class Notice:
    """`action` is the code of what is asked (`words.toml`) and `due` by when, both None where nothing is asked.

    `because` is the code of the reason the recipient is told. `subject` is the citizen (or the course).
    `settled_at` is when what is asked was answered or fell away, `settled_by` the event that did it, None where it was
    the reading. `traceparent` is where the delivering hung in the trace, so that the reading goes on from there.
    `in_inbox` is False for a notice no inbox shows: an app's, and a mail beside the same notice in the inbox.
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

    def ask_again(self) -> "Notice":
        return replace(self, settled_at=None, settled_by=None)
