"""Kraftcenter's work on one subject, in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from uuid_utils.compat import uuid7

from services.kraftcenter.domain import (
    Companionship,
    Course,
    Entry,
    Figures,
    Goal,
    Intervention,
    Place,
    Roll,
    SubGoal,
)
from services.kraftcenter.ports import SeenCourse
from shared.contracts import Cause, Event, Fact, Private, Report
from shared.contracts.involvement import Involvement
from shared.timers import ClockLengths
from tests.fakes.publishing import event_of

T = TypeVar("T")


class FakeKept(Generic[T]):
    """`ports.Kept`."""

    def __init__(self, things: Iterable[tuple[UUID, T]] = ()) -> None:
        self._things = dict(things)

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._things.values()))

    def get(self, id_: UUID) -> T | None:
        return self._things.get(id_)

    def save(self, id_: UUID, thing: T) -> None:
        self._things[id_] = thing

    def copy(self) -> "FakeKept[T]":
        return FakeKept(self._things.items())


class FakeWords(dict[UUID, Private]):
    """`ports.Words`."""

    def keep(self, event_id: UUID, private: Private) -> None:
        self[event_id] = private

    def copy(self) -> "FakeWords":
        return FakeWords(self.items())


class FakeJournal(dict[UUID, Entry]):
    """`ports.Journal`."""

    def write(self, entry: Entry) -> None:
        self[entry.event_id] = entry

    async def find(self, event_id: UUID) -> Entry | None:
        return self.get(event_id)

    def copy(self) -> "FakeJournal":
        return FakeJournal(self.items())


@dataclass
class FakeWork:
    """`ports.Work`; a decision gets a copy, which takes its place when the handler has returned."""

    subject: UUID
    now: datetime
    cause: Cause = field(init=False)
    involvement: Involvement = field(default_factory=Involvement)
    interventions: FakeKept[Intervention] = field(default_factory=FakeKept)
    goals: FakeKept[Goal] = field(default_factory=FakeKept)
    sub_goals: FakeKept[SubGoal] = field(default_factory=FakeKept)
    courses: FakeKept[Course] = field(default_factory=FakeKept)
    places: FakeKept[Place] = field(default_factory=FakeKept)
    companionships: FakeKept[Companionship] = field(default_factory=FakeKept)
    figures: Figures = field(default_factory=Figures)
    words: FakeWords = field(default_factory=FakeWords)
    journal: FakeJournal = field(default_factory=FakeJournal)
    timers: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    courses_to_look_at: list[tuple[str, UUID]] = field(default_factory=list)
    lengths: ClockLengths = field(default_factory=ClockLengths)
    published: tuple[Event[Any], ...] = ()
    waiting: tuple[Report[Any], ...] = ()
    every: Mapping[UUID, "FakeWork"] = field(default_factory=dict, repr=False, compare=False)

    async def course(self, course_id: UUID) -> SeenCourse | None:
        work = self if course_id == self.subject else self.every.get(course_id)
        found = None if work is None else work.courses.get(course_id)
        if work is None or found is None or found.erred:
            return None
        return SeenCourse(found, Roll(found, tuple(work.places)).given)

    def new_id(self) -> UUID:
        return uuid7()

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        event = event_of(self, "kraftcenter", len(self.published) + 1, fact, correlationid)
        self.published += (event,)
        self.involvement = self.involvement.apply(event)
        return event

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        self.timers[kind, ref] = due

    def look_at_course(self, kind: str, course_id: UUID) -> None:
        self.courses_to_look_at.append((kind, course_id))

    def clear_timer(self, kind: str, ref: UUID) -> None:
        self.timers.pop((kind, ref), None)

    def due(
        self,
        clock: str,
        *,
        start: datetime,
        offer: str | None = None,
        priority: str | None = None,
        agreed: date | None = None,
    ) -> datetime:
        return self.lengths.due(clock, start, offer=offer, priority=priority, agreed=agreed)

    def runs_on(
        self,
        clock: str,
        due: datetime,
        *,
        paused: datetime,
        offer: str | None = None,
        priority: str | None = None,
    ) -> datetime:
        return self.lengths.runs_on(clock, due, paused, self.now, offer=offer, priority=priority)

    def copy(self, now: datetime) -> "FakeWork":
        return replace(
            self,
            now=now,
            interventions=self.interventions.copy(),
            goals=self.goals.copy(),
            sub_goals=self.sub_goals.copy(),
            courses=self.courses.copy(),
            places=self.places.copy(),
            companionships=self.companionships.copy(),
            words=self.words.copy(),
            journal=self.journal.copy(),
            timers=dict(self.timers),
        )
