"""What referral and kraftcenter say of one citizen, as the pages work with it. Read from the fields they promise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from shared.contracts.display import offer_name, word

OPEN = frozenset({"requested", "accepted", "in-progress", "on-hold"})
"""The states in which a referral waits for somebody."""


def _id(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is in clear; `departments` are those involved that the reader may know of."""

    name: str = field(repr=False)
    departments: tuple[str, ...]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(str(said["name"]), tuple(said["departments"]))


@dataclass(frozen=True, slots=True)
class Referral:
    """`moves` are the event types that the reader could report on it now."""

    id: UUID
    citizen: UUID
    state: str
    sender: str | None
    receiver: str
    offer: str
    priority: str
    next_owner: str | None
    due: datetime | None
    level: int
    moves: tuple[str, ...]
    loop: UUID
    note: str | None = field(repr=False)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            id=UUID(said["referral_id"]),
            citizen=UUID(said["citizen_id"]),
            state=said["state"],
            sender=said["from_department"],
            receiver=said["to_department"],
            offer=said["offer"],
            priority=said["priority"],
            next_owner=said["next_owner"],
            due=None if said["due"] is None else datetime.fromisoformat(said["due"]),
            level=said["overdue_level"],
            moves=tuple(said["legal_moves"]),
            loop=UUID(said["correlationid"]),
            note=said["note"],
        )

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def urgent(self) -> bool:
        return self.priority == "urgent"

    @property
    def offer_name(self) -> str:
        return offer_name(self.offer)

    @property
    def state_name(self) -> str:
        return word("referral_state", self.state)


@dataclass(frozen=True, slots=True)
class Intervention:
    """`due` is by when its follow-up is owed, None where none is; `level` how far the silence about it has climbed."""

    id: UUID
    citizen: UUID
    state: str
    department: str
    offer: str
    referral: UUID | None
    started_on: date
    follow_up_on: date
    ended_on: date | None
    due: datetime | None
    level: int
    loop: UUID

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            id=UUID(said["intervention_id"]),
            citizen=UUID(said["citizen_id"]),
            state=said["state"],
            department=said["department"],
            offer=said["offer"],
            referral=_id(said["referral_id"]),
            started_on=date.fromisoformat(said["started_on"]),
            follow_up_on=date.fromisoformat(said["follow_up_on"]),
            ended_on=None if said["ended_on"] is None else date.fromisoformat(said["ended_on"]),
            due=None if said["due"] is None else datetime.fromisoformat(said["due"]),
            level=said["overdue_level"],
            loop=UUID(said["correlationid"]),
        )

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def offer_name(self) -> str:
        return offer_name(self.offer)


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a sub-goal; the citizen's words stand beside it (G2)."""

    type: str
    on: date
    informant: str | None
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class SubGoal:
    id: UUID
    state: str
    target_on: date
    history: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    id: UUID
    themes: tuple[str, ...]
    kind: str
    sub_goals: tuple[SubGoal, ...]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            UUID(said["goal_id"]),
            tuple(said["themes"]),
            said["kind"],
            tuple(_sub_goal(each) for each in said["sub_goals"]),
        )

    @property
    def reached(self) -> int:
        return sum(each.state == "reached" for each in self.sub_goals)


def _sub_goal(said: Mapping[str, Any]) -> SubGoal:
    history = (
        Line(each["event_type"], date.fromisoformat(each["on"]), each["informant"], each["citizen_words"])
        for each in said["history"]
    )
    return SubGoal(UUID(said["sub_goal_id"]), said["state"], date.fromisoformat(said["target_on"]), tuple(history))


@dataclass(frozen=True, slots=True)
class Course:
    id: UUID
    offer: str
    capacity: int
    free: int
    session: int
    sessions: int
    intake: str
    reason: str | None
    following: UUID | None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            id=UUID(said["course_id"]),
            offer=said["offer"],
            capacity=said["capacity"],
            free=said["places_free"],
            session=said["session"],
            sessions=said["sessions"],
            intake=said["intake"],
            reason=said["reason"],
            following=_id(said["next_course_id"]),
        )

    @property
    def open(self) -> bool:
        return self.intake == "open"

    @property
    def offer_name(self) -> str:
        return offer_name(self.offer)
