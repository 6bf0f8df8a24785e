"""What the notifications service keeps of one subject, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain.delivery import Status
from services.notifications.domain.designation import Designation
from services.notifications.domain.invitation import Invitation
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.told import Handled
from shared.contracts import Event
from shared.contracts.involvement import Involvement


@dataclass
class Kept:
    """What the service keeps of one subject. `bindings` are who accepted an invitation, and to which designation;
    `words` the acknowledgements' by notice; `back` the notices brought back on top, the last one last."""

    involvement: Involvement = field(default_factory=Involvement)
    version: int = 0
    events: dict[UUID, Event[Any]] = field(default_factory=dict)
    notices: dict[tuple[UUID, Recipient, str], Notice] = field(default_factory=dict)
    designations: dict[UUID, Designation] = field(default_factory=dict)
    deliveries: dict[tuple[UUID, Recipient, str, str], "Queued"] = field(default_factory=dict)
    invitations: dict[UUID, Invitation] = field(default_factory=dict)
    bindings: frozenset[tuple[str, UUID]] = frozenset()
    words: dict[UUID, str] = field(default_factory=dict)
    back: tuple[UUID, ...] = ()
    heard: frozenset[UUID] = frozenset()
    timers: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    overdue: dict[UUID, int] = field(default_factory=dict)
    asked: list[UUID] = field(default_factory=list)
    stand_ins: dict[str, UUID] = field(default_factory=dict)

    def copy(self) -> "Kept":
        return replace(
            self,
            events=dict(self.events),
            notices=dict(self.notices),
            designations=dict(self.designations),
            deliveries=dict(self.deliveries),
            invitations=dict(self.invitations),
            timers=dict(self.timers),
            overdue=dict(self.overdue),
            asked=list(self.asked),
            words=dict(self.words),
        )


@dataclass(frozen=True)
class Queued:
    """A delivery, as it stands."""

    notice: Notice
    event_type: str
    status: Status = "queued"


class FakeTimeline:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def keep(self, event: Event[Any]) -> None:
        self._kept.events.setdefault(event.id, event)

    async def of_loop(self, correlationid: UUID) -> Sequence[Handled]:
        return [
            Handled(event, frozenset(n.recipient for n in self._kept.notices.values() if n.event_id == event.id))
            for event in self._kept.events.values()
            if event.correlationid == correlationid
        ]

    async def get(self, event_id: UUID) -> Handled | None:
        event = self._kept.events.get(event_id)
        return None if event is None else next(h for h in await self.of_loop(event.correlationid) if h.event is event)
