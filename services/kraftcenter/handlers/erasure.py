"""A citizen has been erased (V3): what they had a place in goes on without them."""

from services.kraftcenter.handlers.signing_up import move_up
from services.kraftcenter.ports import TimerRanOut, Work, WorkOf
from shared.contracts import CitizenErased, Event

VACANCY = "vacancy"


async def citizen_erased(event: Event[CitizenErased], work: Work) -> None:
    """Each course in which they had a place is looked at as soon as the place is gone; nothing is told of it, as nobody
    gave anything back."""
    for place in work.places:
        if place.state == "given":
            work.look_at_course(VACANCY, place.course_id)


async def vacancy(timer: TimerRanOut, work_of: WorkOf) -> None:
    """C3: the free place goes to who has waited longest, as after a signing off. Whoever may refer hears of no closing:
    the course was full before."""
    work = work_of(timer.ref)
    course = work.courses.get(timer.ref)
    if course is not None and not course.erred:
        move_up(work, work_of)
