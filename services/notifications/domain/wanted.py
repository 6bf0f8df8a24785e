"""Which notices of an inbox somebody wants to see."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.notifications.domain.shown import InboxNotice


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is None or False leaves nothing out; several together leave what all of them do.

    `department` is who sent it and `event_type` what it is about; `overdue` what is asked and should have been done;
    `mine` what was handed to the reader, or taken; `snoozed` what is put off, which is left out otherwise. `muted`
    leaves in what the reader has muted (I3).
    """

    unread: bool = False
    citizen_id: UUID | None = None
    department: str | None = None
    event_type: str | None = None
    overdue: bool = False
    mine: bool = False
    snoozed: bool = False
    muted: bool = False

    @property
    def narrows(self) -> bool:
        """Whether more is left out than what was read."""
        return replace(self, unread=False, muted=False) != EVERYTHING

    def takes(self, notice: InboxNotice, sub: str, now: datetime) -> bool:
        """Whether it is among them, for the reader whom the issuer calls `sub`."""
        return (
            (notice.snoozed_until is not None and notice.snoozed_until > now) == self.snoozed
            and not (self.unread and notice.read_at is not None)
            and self.citizen_id in (None, notice.citizen_id)
            and self.department in (None, notice.department)
            and self.event_type in (None, notice.event_type)
            and not (self.mine and notice.holder != sub)
            and not (self.overdue and not (notice.asks and notice.due is not None and notice.due < now))
        )


EVERYTHING = Wanted()
