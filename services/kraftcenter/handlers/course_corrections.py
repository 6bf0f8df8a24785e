"""How what was reported of courses and companionship is taken back (R7)."""

from services.kraftcenter.domain import (
    Companionship,
    Course,
    Entry,
    without_companionship,
    without_companionship_end,
    without_course_end,
    without_opening,
    without_session,
)
from services.kraftcenter.handlers.companionship import CLOCK, set_clock
from services.kraftcenter.handlers.courses import roll_of
from services.kraftcenter.ports import Work
from shared.contracts import CompanionshipEnded, CompanionshipStarted, CourseEnded, CourseOpened, CourseSessionHeld


def _opening(_: Entry, work: Work) -> None:
    _save(without_opening(roll_of(work)), work)


def _session(entry: Entry, work: Work) -> None:
    _save(without_session(roll_of(work).course, entry.event_id), work)


def _end(_: Entry, work: Work) -> None:
    _save(without_course_end(roll_of(work).course), work)


def _companionship(entry: Entry, work: Work) -> None:
    companionship = _of(entry, work)
    work.companionships.save(companionship.id, without_companionship(companionship))
    work.clear_timer(CLOCK, companionship.id)


def _companionship_end(entry: Entry, work: Work) -> None:
    ended = _of(entry, work)
    place = next((p for p in work.places if p.course_id == ended.course_id and p.stands), None)
    companionship = without_companionship_end(ended, place, work.companionships)
    work.companionships.save(companionship.id, companionship)
    set_clock(companionship, work)


def _save(course: Course, work: Work) -> None:
    work.courses.save(course.id, course)


def _of(entry: Entry, work: Work) -> Companionship:
    companionship = work.companionships.get(entry.about)
    assert companionship is not None  # noqa: S101 (what an entry is about was written with it)
    return companionship


UNDO = {
    CourseOpened.type: _opening,
    CourseSessionHeld.type: _session,
    CourseEnded.type: _end,
    CompanionshipStarted.type: _companionship,
    CompanionshipEnded.type: _companionship_end,
}
"""See `corrections.UNDO`."""
