"""Courses: opened, held session by session, ended; and shown to anyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from uuid import UUID

from services.kraftcenter.domain import Course, Roll, let_speak
from services.kraftcenter.handlers.references import must_be_new, standing
from services.kraftcenter.handlers.telling import announce, tell
from services.kraftcenter.ports import Courses, SeenCourse, Work
from shared.contracts import (
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    Private,
    Refused,
    Report,
)
from shared.contracts.codes import OFFERS, IntakeClosed

R = TypeVar("R", CourseOpened, CourseSessionHeld, CourseEnded)


@dataclass(frozen=True, slots=True)
class CourseView:
    """Field names are those the outside sees."""

    course_id: UUID
    offer: str
    capacity: int
    places_free: int
    session: int
    sessions: int
    intake: Literal["open", "closed"]
    reason: IntakeClosed | None
    next_course_id: UUID | None


async def open_course(report: Report[CourseOpened], work: Work) -> None:
    """C1: the department that runs the offer opens a course for sign-ups."""
    asked = report.data
    _must_be_of_the_course(report)
    let_speak(report, OFFERS[asked.offer].run_by)
    must_be_new(work.courses, asked.course_id, "/data/course_id")
    if work.involvement.known:
        # A citizen's id: the course's events would be told as theirs.
        raise Refused("already-exists", "Id'et er allerede brugt.", pointer="/data/course_id")
    following = None if asked.next_course_id is None else await work.course(asked.next_course_id)
    fact = Course.open(asked, work.figures, None if following is None else following.course)
    course = Course.opened(tell(report, fact, asked.course_id, work, about=asked.course_id), work.figures)
    work.courses.save(course.id, course)


async def hold_session(report: Report[CourseSessionHeld], work: Work) -> None:
    """C1, C2: one more session is held; the one after the intake's last closes it."""
    course = _course(report, work)
    await _go_on(course.after(tell(report, course.hold(report.data), course.id, work, about=course.id)), work)


async def end_course(report: Report[CourseEnded], work: Work) -> None:
    """The course is over. Places stay as they are, and a companionship may go on (C6)."""
    course = _course(report, work)
    await _go_on(course.after(tell(report, course.end(report.data), course.id, work, about=course.id)), work)


def take_no_words(report: Report[Any]) -> None:
    """C4: words about a course could say who came: of the group nothing is taken in at all."""
    if report.private != Private():
        raise Refused("invalid-data", "Om et forløb gemmes ingen ord.", pointer="/data/private")


def roll_of(work: Work) -> Roll:
    """The roll of the course that the work is on."""
    return Roll(standing(work.courses, work.subject, "/subject"), tuple(work.places))


async def offered_instead(course: Course, work: Work) -> UUID | None:
    """C2: the next course, while it takes sign-ups: not before it is opened, nor full, over or entered in error."""
    following = None if course.next_course_id is None else await work.course(course.next_course_id)
    return None if following is None or following.closed else following.course.id


async def tell_closing(before: Roll, after: Roll, work: Work) -> None:
    """C2: where intake was open before and is not now, whoever may refer hears it."""
    course, reason = after.course, after.closed_since(before)
    if reason is not None:
        instead = await offered_instead(course, work)
        closing = CourseIntakeClosed(course_id=course.id, reason=reason, next_course_id=instead)
        work.courses.save(course.id, course.closed(announce(closing, course.id, work, about=course.id)))


async def read_course(course_id: UUID, courses: Courses) -> CourseView:
    """Raises `Refused` (404) where there is none."""
    return _view(await existing(course_id, courses))


async def read_courses(courses: Courses, *, before: UUID | None, limit: int) -> Sequence[tuple[UUID, CourseView]]:
    """The last opened first, each with its place (`before`, for the next page)."""
    return [(seen.course.event_id, _view(seen)) for seen in await courses.courses(before=before, limit=limit)]


async def existing(course_id: UUID, courses: Courses) -> SeenCourse:
    """Raises `Refused` (404) where there is none."""
    seen = await courses.course(course_id)
    if seen is None:
        raise Refused("not-found", "Forløbet findes ikke.", status=404)
    return seen


def _view(seen: SeenCourse) -> CourseView:
    course = seen.course
    return CourseView(
        course_id=course.id,
        offer=course.offer,
        capacity=course.capacity,
        places_free=seen.free,
        session=course.held,
        sessions=course.sessions,
        intake="open" if seen.closed is None else "closed",
        reason=seen.closed,
        next_course_id=seen.instead,
    )


def _course(report: Report[R], work: Work) -> Course:
    """The course reported on, by who runs it."""
    _must_be_of_the_course(report)
    course = standing(work.courses, report.data.course_id, "/data/course_id")
    let_speak(report, course.owner)
    return course


def _must_be_of_the_course(report: Report[Any]) -> None:
    if report.subject != report.data.course_id:
        raise Refused("invalid-data", "Skal være forløbets id.", pointer="/subject")
    take_no_words(report)


async def _go_on(course: Course, work: Work) -> None:
    before = roll_of(work)
    work.courses.save(course.id, course)
    await tell_closing(before, roll_of(work), work)
