"""What should never have been reported of a course is taken back by who reported it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kraftcenter.api import reports
from services.kraftcenter.domain import Course, without_session
from services.kraftcenter.handlers import read_course, sign_off, sign_up
from services.kraftcenter.handlers.corrections import UNDO
from shared.contracts import Private, Refused, Report
from tests.fakes.kraftcenter_courses import FakeCourseWorld
from tests.suites.kraftcenter_course_story import SEL82, CourseStory
from tests.suites.kraftcenter_courses import filled


@pytest.fixture
def world() -> FakeCourseWorld:
    return FakeCourseWorld()


@pytest.fixture
def story(world: FakeCourseWorld) -> CourseStory:
    return CourseStory(now=world.now)


async def last(world: FakeCourseWorld, subject: UUID) -> UUID:
    return (await world.published(subject))[-1].id


async def refusal(world: FakeCourseWorld, report: Report[Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        await world.report(report)
    return refused.value


async def test_a_course_opened_in_error_was_never_there(world: FakeCourseWorld, story: CourseStory) -> None:
    """R7: it is shown no more, takes nobody and no session, and its id stays taken."""
    await filled(world, story)
    await world.report(story.correct(await last(world, story.course)))
    assert not await world.known.courses()
    with pytest.raises(Refused) as refused:
        await read_course(story.course, world.known)
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        await sign_up(story.sign_up(uuid4()), SEL82, world.known)
    assert refused.value.status == 404
    assert (await refusal(world, story.hold(1))).problem == "unknown-reference"
    assert (await refusal(world, story.open())).problem == "already-exists"


async def test_a_course_somebody_has_signed_up_for_stays(world: FakeCourseWorld, story: CourseStory) -> None:
    """R7: places rest on the opening, given back or not, and so does a session."""
    await filled(world, story)
    opening, citizen = await last(world, story.course), uuid4()
    await sign_up(story.sign_up(citizen), SEL82, world.known)
    assert (await refusal(world, story.correct(opening))).problem == "rests-on"
    await sign_off(story.course, citizen, SEL82, world.known)
    refused = await refusal(world, story.correct(opening))
    assert (refused.problem, refused.errors[0].detail) == (
        "rests-on",
        # A place cannot be corrected, so nobody is told to.
        "Nogen har været tilmeldt forløbet, så det kan ikke fejlregistreres. Det kan afsluttes.",
    )
    other = CourseStory(now=story.now)
    await filled(world, other)
    opening = await last(world, other.course)
    await world.report(other.hold(1))
    assert (await refusal(world, other.correct(opening))).problem == "rests-on"
    await world.report(other.correct(await last(world, other.course)))
    await world.report(other.correct(opening))


async def test_a_course_that_did_not_end_goes_on(world: FakeCourseWorld, story: CourseStory) -> None:
    """R7: sessions are held again; and before, what came earlier cannot be taken back."""
    await filled(world, story)
    await world.report(story.hold(1))
    session = await last(world, story.course)
    await world.report(story.end())
    end = next(event.id for event in await world.published(story.course) if event.type.endswith("afsluttet.v1"))
    assert (await refusal(world, story.correct(session))).problem == "rests-on"
    await world.report(story.correct(end))
    assert await world.report(story.hold(2)) == "accepted"


def test_a_session_that_is_none_of_its_own_is_refused() -> None:
    """R7: whatever is asked to be taken back of a course that has held nothing, the answer is a refusal."""
    course = Course(uuid4(), uuid4(), "peer-gruppe", 2, 10, 3, date(2027, 1, 4), None)
    with pytest.raises(Refused) as refused:
        without_session(course, uuid4())
    assert refused.value.problem == "rests-on"


async def test_only_who_reported_it_and_in_no_words(world: FakeCourseWorld, story: CourseStory) -> None:
    """R7, C4: by the course's owner; and beside the correction of a session nothing is said of the group."""
    await filled(world, story)
    await world.report(story.hold(1))
    session = await last(world, story.course)
    assert (await refusal(world, story.correct(session, by=SEL82))).status == 403
    refused = await refusal(world, story.correct(session, private=Private(note="Anna kom ikke.")))
    assert refused.errors[0].pointer == "/data/private"


async def test_what_samspil_ended_is_nobodys_to_take_back(world: FakeCourseWorld, story: CourseStory) -> None:
    """R7: a correction is by who reported it: not of a place, of a closing, or of what ended with the place."""
    citizen, companionship = uuid4(), uuid4()
    await filled(world, story, citizen, capacity=1)
    for subject in (story.course, citizen):
        assert (await refusal(world, story.correct(await last(world, subject), subject))).status == 403
    await world.report(story.accompany(citizen, companionship))
    await sign_off(story.course, citizen, SEL82, world.known)
    assert (await refusal(world, story.correct(await last(world, citizen), citizen))).status == 403


async def test_an_end_is_not_taken_back_where_another_has_begun(world: FakeCourseWorld, story: CourseStory) -> None:
    """R7, C6: one at a time."""
    citizen, first, second = uuid4(), uuid4(), uuid4()
    await filled(world, story, citizen)
    await world.report(story.accompany(citizen, first))
    await world.report(story.leave_alone(citizen, first))
    end = await last(world, citizen)
    await world.report(story.accompany(citizen, second))
    assert (await refusal(world, story.correct(end, citizen))).problem == "rests-on"


def test_whatever_is_reported_on_a_course_can_be_corrected() -> None:
    """R7: a type that is taken and cannot be taken back would be a mistake for good."""
    taken = {type_ for type_ in reports.types() if type_.split(".")[2] in {"forloeb", "foelgeskab"}}
    assert len(taken) == 5
    assert taken <= UNDO.keys()
