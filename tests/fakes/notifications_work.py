"""The notifications service's work on one subject, in memory."""

from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifications.domain.designation import Designation
from services.notifications.domain.invitation import Invitation
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.rules import SHIPPED, Rules
from shared.contracts import Cause, Event, Fact
from shared.contracts.involvement import Involvement
from tests.fakes.notifications_kept import FakeTimeline, Kept
from tests.fakes.notifications_told import FakeDeliveries, FakeNotices, FakeUnread
from tests.fakes.publishing import event_of


class _Designations:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    async def get(self, id_: UUID) -> Designation | None:
        return self._kept.designations.get(id_)

    def save(self, designation: Designation) -> None:
        self._kept.designations[designation.id] = designation


class _Invitations:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def add(self, invitation: Invitation) -> None:
        self._kept.invitations[invitation.designation_id] = invitation

    def withdraw(self, designation_id: UUID) -> None:
        self._kept.invitations.pop(designation_id, None)

    def unbind(self, designation_id: UUID) -> None:
        self._kept.bindings = frozenset(b for b in self._kept.bindings if b[1] != designation_id)


class FakeWork:
    """`Work` on a copy of what is kept; the world takes the copy over where the handler returned."""

    def __init__(
        self,
        kept: Kept,
        subject: UUID,
        cause: Cause,
        now: datetime,
        receivers: Receivers = NO_RECEIVERS,
        rules: Rules = SHIPPED,
    ) -> None:
        self.receivers = receivers
        self.rules = rules
        self.now = now
        self.subject = subject
        self.cause = cause
        self.kept = kept.copy()
        self.published: list[Event[Any]] = []
        self.timeline = FakeTimeline(self.kept)
        self.notices = FakeNotices(self.kept, now)
        self.designations = _Designations(self.kept)
        self.invitations = _Invitations(self.kept)
        self.deliveries = FakeDeliveries(self.kept)
        self.unread = FakeUnread(self.kept, now)
        self.before = self.kept.involvement

    @property
    def involvement(self) -> Involvement:
        return self.kept.involvement

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        self.kept.timers[kind, ref] = due

    def clear_timer(self, kind: str, ref: UUID) -> None:
        self.kept.timers.pop((kind, ref), None)

    def new_id(self) -> UUID:
        return uuid7()

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        self.kept.version += 1
        event = event_of(self, "notifications", self.kept.version, fact, correlationid)
        self.published.append(event)
        self.hear(event)
        return event

    def hear(self, event: Event[Any]) -> None:
        self.before = self.kept.involvement
        self.kept.involvement = self.before.apply(event)
