"""The notifications service in memory: its doors and handlers as they are, nothing stored, and a clock of its own."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifications.api import reports
from services.notifications.domain import wording
from services.notifications.domain.designation import Designation
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import Recipient, addresses, department, designation_of, managers
from services.notifications.domain.shown import (
    DesignationShown,
    InboxNotice,
    InboxPage,
    TimelineEntry,
    TimelinePage,
)
from services.notifications.domain.told import Handled
from services.notifications.ports import Around, Why
from services.notifications.subscribers import hears
from shared.contracts import Cause, Event, Fact, Refused, Report, Reporter, Waits
from shared.contracts.involvement import Involvement
from tests.suites.notifications_story import NOON

T = TypeVar("T")


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
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def add(self, notice: Notice) -> None:
        self._kept.notices.setdefault((notice.event_id, notice.recipient, notice.channel), notice)

    async def get(self, id_: UUID) -> Notice | None:
        return next((n for n in self._kept.notices.values() if n.id == id_), None)

    def save(self, notice: Notice) -> None:
        self._kept.notices[notice.event_id, notice.recipient, notice.channel] = notice


class _Designations:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def add(self, designation: Designation) -> None:
        self._kept.designations[designation.id] = designation

    def revoke(self, id_: UUID) -> None:
        self._kept.designations[id_] = replace(self._kept.designations[id_], contact=None)


class FakeWork:
    """`Work` on a copy of what is kept; the world takes the copy over where the handler returned."""

    def __init__(self, world: "FakeWorld", subject: UUID, cause: Cause) -> None:
        self.now = world.now
        self.subject = subject
        self.cause = cause
        self.kept = world.of(subject).copy()
        self.published: list[Event[Any]] = []
        self.timeline = _Timeline(self.kept)
        self.notices = _Notices(self.kept)
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


class FakeWorld:
    """`tests.suites.notifications_work.World` in memory; it is its own `reads` and `decisions`."""

    def __init__(self) -> None:
        self.now = NOON
        self.looks: list[UUID] = []
        self._kept: dict[UUID, Kept] = {}
        self._order: list[UUID] = []

    @property
    def reads(self) -> "FakeWorld":
        return self

    @property
    def decisions(self) -> "FakeWorld":
        return self

    def of(self, subject: UUID) -> Kept:
        return self._kept.get(subject, Kept())

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        handler = reports.handler(report.type)
        assert handler is not None, "nobody takes reports of this type"
        cause = Cause(report.id, report.time, report.reporter.department, None, report.traceparent)
        work = FakeWork(self, report.subject, cause)
        await handler(report, work)
        return self._commit(work)

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        work = FakeWork(self, event.subject, Cause(event.id, event.time, None, event.correlationid, event.traceparent))
        if event.id in work.kept.heard:
            return []
        if work.involvement.lacks(event):
            raise Waits
        work.kept.heard |= {event.id}
        work.hear(event)
        await hears.handle(event, work)  # type: ignore[arg-type]  # the fake stands in for the real work
        return self._commit(work)

    async def on(self, subject: UUID, cause: Cause, decide: Callable[[FakeWork], Awaitable[T]]) -> T:
        work = FakeWork(self, subject, cause)
        answer = await decide(work)
        self._commit(work)
        return answer

    async def counted(self, subject: UUID) -> int:
        return self.of(subject).version

    async def looks_at(self, subject: UUID) -> int:
        return self.looks.count(subject)

    async def inbox(
        self,
        reader: Reporter,
        *,
        unread: bool = False,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        mine = self._mine(reader)
        wanted = [
            (seq, n)
            for seq, n in reversed(mine)
            if (cursor is None or seq < int(cursor))
            and not (unread and n.read_at)
            and asking in (None, n.action is not None and n.read_at is None)
        ]
        page = wanted[:limit]
        self._look(reader, [n for _, n in page])
        following = str(page[-1][0]) if len(wanted) > limit else None
        return InboxPage(
            tuple(self._shown(n) for _, n in page),
            following,
            str(len(self._order)),
            sum(n.read_at is None for _, n in mine),
        )

    async def position(self, reader: Reporter) -> str:
        self._mine(reader)
        return str(len(self._order))

    async def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool]
    ) -> AsyncGenerator[InboxNotice, None]:
        at = int(after) if after.isdecimal() else len(self._order)
        while not stopping():
            for seq, notice in self._mine(reader):
                if seq >= at:
                    at = seq + 1
                    self._look(reader, [notice])
                    yield replace(self._shown(notice), position=str(at))
            await asyncio.sleep(0.001)

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        return self._shown(await self.addressed(reader, notice_id))

    async def addressed(self, reader: Reporter, notice_id: UUID) -> Notice:
        for _, notice in self._mine(reader):
            if notice.id == notice_id:
                return notice
        raise Refused("not-found", "Beskeden findes ikke.", status=404)

    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage:
        kept = self._admit(reader, citizen_id, why)
        events = sorted(kept.events.values(), key=lambda event: event.registeredtime)
        seen = [e for e in events if reader.role == "citizen" or why.reason or self._concerns(reader, kept, e)]
        start = int(cursor or 0)
        page = seen[start : start + limit]
        following = str(start + limit) if len(seen) > start + limit else None
        return TimelinePage(tuple(_entry(event) for event in page), following)

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]:
        kept = self._admit(reader, citizen_id, why)
        names = _names(kept)
        return tuple(
            DesignationShown(
                id_,
                designation.relation,
                names.get(id_),
                tuple(sorted(said.may_know)),
                tuple(sorted(said.channels)),
                said.standing,
            )
            for id_, designation in kept.designations.items()
            if (said := kept.involvement.designation(id_)) is not None
        )

    async def around(self, reader: Reporter, citizen_id: UUID, why: Why) -> Around:
        kept = self.of(citizen_id)
        return Around(kept.involvement, _names(kept) if _may_see(reader, kept, citizen_id, self.now) else {})

    def _commit(self, work: FakeWork) -> Sequence[Event[Any]]:
        known = {n.id for n in self.of(work.subject).notices.values()}
        self._order += [n.id for n in work.kept.notices.values() if n.id not in known]
        self._kept[work.subject] = work.kept
        return work.published

    def _mine(self, reader: Reporter) -> list[tuple[int, Notice]]:
        if reader.role in ("app", "operator"):
            raise Refused("forbidden", "Du har ingen indbakke.", status=403)
        mine = set(addresses(reader))
        if reader.role == "relative" and reader.citizen_id:
            involvement = self.of(reader.citizen_id).involvement
            standing = {d.id for d in involvement.standing()}
            mine = {address for address in mine if designation_of(address) in standing}
        notices = {n.id: n for kept in self._kept.values() for n in kept.notices.values() if n.recipient in mine}
        return [(seq, notices[id_]) for seq, id_ in enumerate(self._order) if id_ in notices]

    def _shown(self, notice: Notice) -> InboxNotice:
        event = self.of(notice.subject).events[notice.event_id]
        return InboxNotice(
            notice.id,
            event.id,
            event.type,
            notice.subject,
            wording.text(event.data, notice.recipient.kind),
            wording.action(notice.action),
            notice.due,
            notice.created_at,
            notice.read_at,
            notice.read_by,
            notice.traceparent and notice.traceparent.split("-")[1],
            department=event.department,
        )

    def _admit(self, reader: Reporter, citizen_id: UUID, why: Why) -> Kept:
        kept = self.of(citizen_id)
        glass = why.reason is not None and reader.role in ("coordinator", "manager")
        if (
            citizen_id not in self._kept
            or kept.involvement.erased
            or not (glass or _may_see(reader, kept, citizen_id, self.now))
        ):
            raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
        self.looks.append(citizen_id)
        return kept

    def _look(self, reader: Reporter, notices: Sequence[Notice]) -> None:
        self.looks += sorted({n.subject for n in notices})

    def _concerns(self, reader: Reporter, kept: Kept, event: Event[Any]) -> bool:
        team = {department(reader.department or ""), managers(reader.department or "")}
        told = any(n.event_id == event.id and n.recipient in team for n in kept.notices.values())
        own = kept.involvement.may_read_loop(reader.department, event.correlationid, self.now)
        return told or own or event.department == reader.department


def _may_see(reader: Reporter, kept: Kept, citizen_id: UUID, now: datetime) -> bool:
    if reader.role == "citizen":
        return reader.citizen_id == citizen_id
    working = reader.role in ("app", "coordinator", "manager")
    return working and reader.department is not None and kept.involvement.may_read_name(reader.department, now)


def _names(kept: Kept) -> dict[UUID, str]:
    sealed = {d.id: d.contact for d in kept.designations.values() if d.contact is not None}
    return {id_: json.loads(words[1 + words[0] :])["name"] for id_, words in sealed.items()}


def _entry(event: Event[Any]) -> TimelineEntry:
    return TimelineEntry(
        event.id,
        event.type,
        wording.text(event.data, "department"),
        event.time,
        event.data.owner,
        event.department,
        event.data.model_dump(mode="json"),
        event.traceparent and event.traceparent.split("-")[1],
    )
