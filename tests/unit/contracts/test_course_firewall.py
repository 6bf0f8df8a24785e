"""The reporting firewall: nothing on the wire could say who came to a session, or what was said there."""

from datetime import date
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from shared.contracts import PREFIX, Fact, every_fact
from shared.contracts.codes import DepartmentCode, IntakeClosed, OfferCode
from shared.contracts.limits import Ordinal, PlainDate

ABOUT_A_COURSE = {"course_id", "next_course_id"}
"""Ids in a course's own events: of courses, and of nobody."""
COUNTED = {"capacity", "sessions", "session"}
"""Numbers in them: how large and how long it is, and how far it has come; none of them counts who came."""
COURSES = [fact for fact in every_fact() if fact.type.startswith(f"{PREFIX}forloeb.")]
OF_A_CITIZEN = [fact for fact in every_fact() if "course_id" in fact.model_fields and fact not in COURSES]


def could_say_who(model: type[BaseModel]) -> list[str]:
    """Fields in which a person, a list, a yes or no, or a head count could stand."""
    return [
        name
        for name, field in model.model_fields.items()
        if any(
            (kind is UUID and name not in ABOUT_A_COURSE)
            or (kind is int and name not in COUNTED)
            or kind not in (UUID, int, str, date, type(None))
            for kind in _kinds(field.annotation)
        )
    ]


def could_say_when(model: type[BaseModel]) -> list[str]:
    """Fields by which an event about a citizen could name a session, or whether somebody was there."""
    return [
        name
        for name, field in model.model_fields.items()
        if any(kind not in (UUID, type(None)) for kind in _kinds(field.annotation)) and name != "ends_by"
    ]


def _kinds(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [kind for arg in get_args(annotation) for kind in _kinds(arg)]
    if annotation == IntakeClosed:
        return [str]
    return [annotation]


def test_what_is_walked_is_there() -> None:
    """C4: the walk sees the courses' types and those that name a course beside a citizen, and there are no more."""
    assert [fact.__name__ for fact in COURSES] == [
        "CourseOpened", "CourseSessionHeld", "CourseIntakeClosed", "CourseEnded",
    ]  # fmt: skip
    assert [fact.__name__ for fact in OF_A_CITIZEN] == [
        "PlaceGiven", "PlaceWaitlisted", "PlaceReleased", "CompanionshipStarted", "CompanionshipEnded",
    ]  # fmt: skip


@pytest.mark.parametrize("fact", COURSES, ids=lambda fact: fact.type)
def test_no_event_of_a_course_could_say_who(fact: type[Fact]) -> None:
    """C4: ids of courses, figures, an offer, days: nobody's id, no list, no yes or no, no count of heads."""
    assert could_say_who(fact) == []


@pytest.mark.parametrize("fact", OF_A_CITIZEN, ids=lambda fact: fact.type)
def test_no_event_of_a_citizen_could_name_a_session(fact: type[Fact]) -> None:
    """C4: that somebody has a place is told; of the sessions they came to, nothing could be."""
    assert could_say_when(fact) == []


@pytest.mark.parametrize("fact", [f for f in every_fact() if f not in COURSES], ids=lambda fact: fact.type)
def test_no_other_event_knows_of_sessions(fact: type[Fact]) -> None:
    """C4: a session has a number in the course's own events alone."""
    assert not [name for name in fact.model_fields if "session" in name or "attend" in name or "present" in name]


@pytest.mark.parametrize(
    "annotation",
    [UUID, UUID | None, tuple[UUID, ...], tuple[OfferCode, ...], bool, Ordinal, list[str], dict[str, int]],
    ids=str,
)
def test_the_walk_bites(annotation: Any) -> None:
    """C4: a participant, a list of them, a mark of presence and a head count are all found."""
    model = type("Held", (BaseModel,), {"__annotations__": {"course_id": UUID, "participants": annotation}})
    assert could_say_who(model) == ["participants"]


@pytest.mark.parametrize("annotation", [bool, Ordinal, PlainDate, DepartmentCode, tuple[UUID, ...]], ids=str)
def test_the_other_walk_bites_too(annotation: Any) -> None:
    """C4: a session's number or day, or a mark of presence, beside a citizen's course is found."""
    model = type("Placed", (BaseModel,), {"__annotations__": {"course_id": UUID, "came": annotation}})
    assert could_say_when(model) == ["came"]
