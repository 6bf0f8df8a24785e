"""How what was reported of courses and companionship is taken back (R7)."""

from collections.abc import Sequence

from services.kraftcenter.domain import (
    Course,
    Entry,
    reopened,
    without_companionship,
    without_companionship_end,
    without_course_end,
    without_opening,
    without_session,
)
from services.kraftcenter.handlers.companionship import CLOCK, set_clock
from services.kraftcenter.handlers.courses import roll_of
from services.kraftcenter.handlers.references import noted
from services.kraftcenter.ports import Work
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
)


def _opening(_: Entry, work: Work) -> None:
    course = without_opening(roll_of(work))
    work.courses.save(course.id, course)


def _session(entry: Entry, work: Work) -> Sequence[Entry]:
    return _reopen(without_session(roll_of(work).course, entry.event_id), work)


def _end(_: Entry, work: Work) -> Sequence[Entry]:
    return _reopen(without_course_end(roll_of(work).course), work)


def _companionship(entry: Entry, work: Work) -> Sequence[Entry]:
    companionship = noted(work.companionships, entry.about)
    work.companionships.save(companionship.id, without_companionship(companionship))
    work.clear_timer(CLOCK, companionship.id)
    end = companionship.run_out_by
    return [] if end is None else [Entry(end, CompanionshipEnded.type, entry.about, entry.loop, None, None)]


def _companionship_end(entry: Entry, work: Work) -> None:
    ended = noted(work.companionships, entry.about)
    companionship = without_companionship_end(ended, work.companionships)
    work.companionships.save(companionship.id, companionship)
    if any(place.course_id == ended.course_id and place.state == "given" for place in work.places):
        set_clock(companionship, work)
    else:
        # C6: it would have ended with the place, so it does now. Refused, nobody could take the start back either.
        work.set_timer(CLOCK, companionship.id, work.now, companionship.loop)


def _reopen(course: Course, work: Work) -> Sequence[Entry]:
    """Who was told that nobody comes in any more hears that it was an error (C2)."""
    course, closing = reopened(course)
    work.courses.save(course.id, course)
    return [] if closing is None else [Entry(closing, CourseIntakeClosed.type, course.id, course.id, None, None)]


UNDO = {
    CourseOpened.type: _opening,
    CourseSessionHeld.type: _session,
    CourseEnded.type: _end,
    CompanionshipStarted.type: _companionship,
    CompanionshipEnded.type: _companionship_end,
}
"""See `corrections.UNDO`."""
