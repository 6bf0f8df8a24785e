"""What is known around a citizen, for people, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain import wording
from services.notifications.domain.designation import Designation
from services.notifications.domain.recipient import addresses, department, managers
from services.notifications.domain.shown import (
    ABOUT_COURSES,
    ABOUT_TELLING,
    DesignationShown,
    TimelineEntry,
    TimelinePage,
)
from services.notifications.domain.told import Handled
from services.notifications.ports import Around, Why
from shared.contracts import CourseOpened, Event, Refused, Reporter
from tests.fakes.notifications_kept import FakeTimeline, Kept
from tests.fakes.notifications_remembered import Remembered, acknowledged, beside_of, names_of


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
        id_ = acknowledged(event) if own else None
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

    async def designation(self, citizen_id: UUID, designation_id: UUID) -> Designation | None:
        return self.of(citizen_id).designations.get(designation_id)

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


def _may_see(reader: Reporter, kept: Kept, citizen_id: UUID, now: datetime) -> bool:
    if reader.role == "citizen":
        return reader.citizen_id == citizen_id
    working = reader.role in ("app", "coordinator", "manager")
    return working and reader.department is not None and kept.involvement.may_read_name(reader.department, now)


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
