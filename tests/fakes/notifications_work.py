"""The notifications service's work on one subject, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifications.domain.designation import Designation
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.told import Handled
from shared.contracts import Cause, Event, Fact
from shared.contracts.involvement import Involvement


@dataclass
class Kept:
    """What the service keeps of one subject."""

    involvement: Involvement = field(default_factory=Involvement)
    version: int = 0
    events: dict[UUID, Event[Any]] = field(default_factory=dict)
    notices: dict[tuple[UUID, Recipient, str], Notice] = field(default_factory=dict)
    designations: dict[UUID, Designation] = field(default_factory=dict)
    heard: frozenset[UUID] = frozenset()

    def copy(self) -> "Kept":
        return replace(self, events=dict(self.events), notices=dict(self.notices), designations=dict(self.designations))


class _Timeline:
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


class _Notices:
    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self._now = now

    def add(self, notice: Notice) -> None:
        self._kept.notices.setdefault((notice.event_id, notice.recipient, notice.channel), notice)

    async def get(self, id_: UUID) -> Notice | None:
        return next((n for n in self._kept.notices.values() if n.id == id_), None)

    def save(self, notice: Notice) -> None:
        self._kept.notices[notice.event_id, notice.recipient, notice.channel] = notice

    def settle(self, loop: UUID, actions: Iterable[str], by: UUID) -> None:
        for notice in self._of(loop, actions):
            self.save(notice.settle(by, self._now))

    def ask_again(self, loop: UUID, actions: Iterable[str], wrong: UUID) -> None:
        for notice in self._of(loop, actions):
            if notice.settled_by == wrong:
                self.save(notice.ask_again())

    def _of(self, loop: UUID, actions: Iterable[str]) -> list[Notice]:
        codes = frozenset(actions)
        return [n for n in self._kept.notices.values() if n.correlationid == loop and n.action in codes]


class _Designations:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def add(self, designation: Designation) -> None:
        self._kept.designations[designation.id] = designation

    def revoke(self, id_: UUID) -> None:
        self._kept.designations[id_] = replace(self._kept.designations[id_], contact=None)


class FakeWork:
    """`Work` on a copy of what is kept; the world takes the copy over where the handler returned."""

    def __init__(self, kept: Kept, subject: UUID, cause: Cause, now: datetime) -> None:
        self.now = now
        self.subject = subject
        self.cause = cause
        self.kept = kept.copy()
        self.published: list[Event[Any]] = []
        self.timeline = _Timeline(self.kept)
        self.notices = _Notices(self.kept, now)
        self.designations = _Designations(self.kept)
        self.before = self.kept.involvement

    @property
    def involvement(self) -> Involvement:
        return self.kept.involvement

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        self.kept.version += 1
        id_ = uuid7()
        event = Event(
            id=id_,
            source="urn:samspil:notifications",
            subject=self.subject,
            time=self.cause.time,
            registeredtime=self.now,
            version=self.kept.version,
            causationid=self.cause.id,
            correlationid=correlationid or self.cause.correlationid or id_,
            department=self.cause.department,
            traceparent=self.cause.traceparent,
            data=fact,
        )
        self.published.append(event)
        self.hear(event)
        return event

    def hear(self, event: Event[Any]) -> None:
        self.before = self.kept.involvement
        self.kept.involvement = self.before.apply(event)

    def seal(self, words: bytes, associated: bytes) -> bytes:
        return len(associated).to_bytes() + associated + words
