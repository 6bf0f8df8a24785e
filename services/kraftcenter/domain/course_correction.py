"""What a correction leaves of a course and of a companionship: as if the event had never been (R7).

All raise `Refused` where something later rests on the event. Who is told to correct that first can: it was reported.
What Samspil itself made of the event is in nobody's way, and is taken back with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from services.kraftcenter.domain.companionship import Companionship
from services.kraftcenter.domain.course import Course
from services.kraftcenter.domain.roll import Roll
from shared.contracts import Refused

_POINTER = "/data/event_id"


def without_opening(roll: Roll) -> Course:
    """Never opened. A place somebody has had, which nobody can correct, or a session rests on it."""
    if roll.places:
        detail = "Nogen har været tilmeldt forløbet, så det kan ikke fejlregistreres. Det kan afsluttes."
        raise Refused("rests-on", detail, pointer=_POINTER)
    if roll.course.held or roll.course.ended:
        raise _rests_on()
    return replace(roll.course, erred=True)


def without_session(course: Course, event_id: UUID) -> Course:
    """One session fewer; intake is open again where that one had closed it."""
    if course.ended or course.held_by[-1:] != (event_id,):
        raise _rests_on()
    return replace(course, held_by=course.held_by[:-1])


def without_course_end(course: Course) -> Course:
    """Still running."""
    return replace(course, ended=False)


def reopened(course: Course) -> tuple[Course, UUID | None]:
    """C2: with what had ended its window taken back, and the event that told of that end, which is wrong now, too."""
    if course.window_over:
        return course, None
    return replace(course, window_told=None), course.window_told


def without_companionship(companionship: Companionship) -> Companionship:
    """Never begun; its end, where that was reported, is corrected first. One of Samspil's is nobody's to correct."""
    if companionship.ended and companionship.run_out_by is None:
        raise _rests_on()
    return replace(companionship, ended=True, erred=True)


def without_companionship_end(companionship: Companionship, others: Iterable[Companionship]) -> Companionship:
    """Still running; `others` are the citizen's."""
    if any(other.course_id == companionship.course_id and not other.ended for other in others):
        raise _rests_on()
    return replace(companionship, ended=False)


def _rests_on() -> Refused:
    detail = "Noget, der er sket senere, bygger på hændelsen. Ret det først."
    return Refused("rests-on", detail, pointer=_POINTER)
