"""Reading for people in memory: inboxes, and what is known around a citizen."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain import wording
from services.notifications.domain.correction import CORRECTIONS, corrected
from services.notifications.domain.muting import is_muted
from services.notifications.domain.notice import Notice
from services.notifications.domain.receivers import NO_RECEIVERS
from services.notifications.domain.recipient import Recipient, addresses, department, managers, relative
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.shown import (
    ABOUT_COURSES,
    ABOUT_TELLING,
    DesignationShown,
    InboxNotice,
    InboxPage,
    TimelineEntry,
    TimelinePage,
    citizen_of,
)
from services.notifications.domain.tending import answers_to
from services.notifications.domain.told import Handled
from services.notifications.domain.unread import SEE_TO_READ
from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.domain.wording import NOTHING_BESIDE, Beside
from services.notifications.ports import Around, Why
from shared.contracts import CorrectionReached, CourseOpened, Event, NoticeAcknowledged, Refused, Reporter
from tests.fakes.notifications_muting import FakeMutes
from tests.fakes.notifications_work import FakeTimeline, Kept
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


class FakeInboxes(Remembered):
    async def inbox(
        self,
        reader: Reporter,
        *,
        wanted: Wanted = EVERYTHING,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        mine = self._mine(reader)
        placed = [(self._place(n, seq, asking), n) for seq, n in mine]
        mine = [(seq, n) for seq, n in mine if wanted.muted or self._heard(reader, n)]
        matching = [n for _, n in mine if wanted.takes(self._shown(n), reader.name, self.now)]
        found = sorted(
            (place, n)
            for place, n in placed
            if (cursor is None or place > tuple(json.loads(cursor))) and n in matching and asking in (None, _asks(n))
        )
        page = found[:limit]
        self._look([n for _, n in page])
        following = json.dumps(page[-1][0]) if len(found) > limit else None
        return InboxPage(
            tuple(self._shown(n) for _, n in page),
            following,
            str(len(self.log)),
            await self.unread(reader),
            reader.role == "relative" and not self.stands_for(reader),
            len(matching) if wanted.narrows else None,
        )

    async def unread(self, reader: Reporter) -> int:
        wanted = Wanted(unread=True)
        heard = (n for _, n in self._mine(reader) if self._heard(reader, n))
        return sum(wanted.takes(self._shown(n), reader.name, self.now) for n in heard)

    def _heard(self, reader: Reporter, notice: Notice) -> bool:
        type_ = self.of(notice.subject).events[notice.event_id].type
        theirs = notice.holder is not None and notice.holder.sub == reader.name
        return not is_muted(type_, notice.action is not None, self.mutes.by_person[reader.name], theirs=theirs)

    async def position(self, reader: Reporter) -> str:
        self._mine(reader)
        return str(len(self.log))

    async def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False, muted: bool = False
    ) -> AsyncGenerator[InboxNotice, None]:
        at = int(after) if after.isdecimal() else len(self.log)
        while not stopping():
            mine = {notice.id: notice for _, notice in self._mine(reader) if muted or self._heard(reader, notice)}
            for place, (id_, changed) in enumerate(self.log[at:], at + 1):
                at = place
                if id_ in mine and (changes or not changed):
                    self._look([mine[id_]])
                    yield replace(self._shown(mine[id_]), position=str(at), changed=changed)
            await asyncio.sleep(0.001)

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        return self._shown(await self.addressed(reader, notice_id))

    async def addressed(self, reader: Reporter, notice_id: UUID) -> Notice:
        for _, notice in self._mine(reader):
            if notice.id == notice_id:
                return notice
        raise Refused("not-found", "Beskeden findes ikke.", status=404)

    @staticmethod
    def _place(notice: Notice, seq: int, asking: bool | None) -> tuple[float, int]:
        """Newest first; what asks something, what is due first."""
        if not asking:
            return 0.0, -seq
        return (float("inf") if notice.due is None else notice.due.timestamp()), seq

    def _mine(self, reader: Reporter) -> list[tuple[int, Notice]]:
        if reader.role in ("app", "operator"):
            raise Refused("forbidden", "Du har ingen indbakke.", status=403)
        mine = set(addresses(reader))
        if reader.role == "relative":
            mine = self.stands_for(reader)
        notices = {
            n.id: n for kept in self.kept.values() for n in kept.notices.values() if n.recipient in mine and n.in_inbox
        }
        told = [id_ for id_, changed in self.log if not changed]
        back = [id_ for kept in self.kept.values() for id_ in kept.back]
        places = {id_: seq for seq, id_ in enumerate([*told, *back])}
        return [(seq, notices[id_]) for id_, seq in places.items() if id_ in notices]

    def stands_for(self, reader: Reporter) -> set[Recipient]:
        """What the issuer names and what was accepted, as far as it stands."""
        found = set(addresses(reader))
        found |= {
            relative(of, id_) for of, kept in self.kept.items() for sub, id_ in kept.bindings if sub == reader.name
        }
        standing = {relative(of, d.id) for of, kept in self.kept.items() for d in kept.involvement.standing()}
        return found & standing

    def _shown(self, notice: Notice) -> InboxNotice:
        event = self.of(notice.subject).events[notice.event_id]
        beside = beside_of(event, self.of(notice.subject))
        text = wording.text(event.data, notice.recipient.kind, self.course(event), beside)
        answered = answers_to(event, notice.recipient)
        return InboxNotice(
            notice.id,
            event.id,
            event.type,
            citizen_of(event.type, event.subject, event.correlationid),
            wording.unread(text) if notice.action == SEE_TO_READ else text,
            wording.action(notice.action),
            notice.due,
            notice.created_at,
            notice.read_at,
            notice.read_by,
            notice.traceparent and notice.traceparent.split("-")[1],
            department=event.department,
            settled_at=notice.settled_at,
            read_settles=notice.action in SHIPPED.settled_by_reading,
            knowledge_id=getattr(event.data, "knowledge_id", None),
            referral_id=getattr(event.data, "referral_id", None),
            intervention_id=getattr(event.data, "intervention_id", None),
            snoozed_until=notice.snoozed_until,
            snoozed_by=notice.snoozed_by,
            returned_at=notice.returned_at,
            holder=None if notice.holder is None else notice.holder.sub,
            holder_name=None if notice.holder is None else notice.holder.name,
            handed_by=notice.handed_by,
            acknowledged_at=notice.acknowledged_at,
            acknowledged_by=notice.acknowledged_by,
            answers_to=None if answered is None else answered.department or "citizen",
            words=self.of(notice.subject).words.get(_acknowledged(event) or notice.id),
        )

    def _look(self, notices: Sequence[Notice]) -> None:
        self.looks += sorted({citizen for n in notices if (citizen := self._shown(n).citizen_id) is not None})


class FakeCitizens(Remembered):
    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage:
        kept = self._admit(reader, citizen_id, why)
        events = sorted(kept.events.values(), key=lambda event: event.registeredtime)
        seen = [e for e in events if reader.role == "citizen" or why.reason or self._concerns(reader, kept, e)]
        start = int(cursor or 0)
        page = seen[start : start + limit]
        following = str(start + limit) if len(seen) > start + limit else None
        return TimelinePage(tuple(self._entry(reader, event, kept) for event in page), following)

    def _entry(self, reader: Reporter, event: Event[Any], kept: Kept) -> TimelineEntry:
        """The words of an acknowledgement are for who said them, and for who was told."""
        mine = {department(reader.department or ""), managers(reader.department or ""), *addresses(reader)}
        told = any(n.event_id == event.id and n.recipient in mine for n in kept.notices.values())
        own = told or (reader.department is not None and event.department == reader.department)
        id_ = _acknowledged(event) if own else None
        return replace(_entry(event, self.course(event), kept), words=None if id_ is None else kept.words.get(id_))

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]:
        kept = self._admit(reader, citizen_id, why)
        names = names_of(kept)
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
        first = next(iter(kept.events.values()), None)
        if first is not None and first.type not in ABOUT_COURSES:
            self.looks.append(citizen_id)
        return Around(kept.involvement, names_of(kept) if _may_see(reader, kept, citizen_id, self.now) else {})

    async def loop(self, citizen_id: UUID, loop: UUID) -> Sequence[Handled]:
        return await FakeTimeline(self.of(citizen_id)).of_loop(loop)

    async def loop_of(self, citizen_id: UUID, event_id: UUID) -> Sequence[Handled]:
        kept = self.of(citizen_id)
        event = kept.events.get(event_id)
        return [] if event is None else await FakeTimeline(kept).of_loop(event.correlationid)

    def _admit(self, reader: Reporter, citizen_id: UUID, why: Why) -> Kept:
        kept = self.of(citizen_id)
        glass = why.reason is not None and reader.role in ("coordinator", "manager")
        if (
            citizen_id not in self.kept
            or kept.involvement.erased
            or not (glass or _may_see(reader, kept, citizen_id, self.now))
        ):
            raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
        self.looks.append(citizen_id)
        return kept

    def _concerns(self, reader: Reporter, kept: Kept, event: Event[Any]) -> bool:
        team = {department(reader.department or ""), managers(reader.department or "")}
        told = any(n.event_id == event.id and n.recipient in team for n in kept.notices.values())
        own = kept.involvement.may_read_loop(reader.department, event.correlationid, self.now)
        own = own and event.type not in ABOUT_TELLING
        return told or own or event.department == reader.department


def _acknowledged(event: Event[Any]) -> UUID | None:
    return event.data.notice_id if isinstance(event.data, NoticeAcknowledged) else None


def _asks(notice: Notice) -> bool:
    return notice.action is not None and notice.settled_at is None


def _may_see(reader: Reporter, kept: Kept, citizen_id: UUID, now: datetime) -> bool:
    if reader.role == "citizen":
        return reader.citizen_id == citizen_id
    working = reader.role in ("app", "coordinator", "manager")
    return working and reader.department is not None and kept.involvement.may_read_name(reader.department, now)


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


def _entry(event: Event[Any], course: CourseOpened | None, kept: Kept) -> TimelineEntry:
    return TimelineEntry(
        event.id,
        event.type,
        wording.text(event.data, "department", course, beside_of(event, kept)),
        event.time,
        event.data.owner,
        event.department,
        event.data.model_dump(mode="json"),
        event.traceparent and event.traceparent.split("-")[1],
    )
