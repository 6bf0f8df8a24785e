"""A course is opened by who runs it, within the figures, and goes on session by session."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from services.kraftcenter.domain import Course, Figures, Roll
from shared.contracts import CourseEnded, CourseOpened, CourseSessionHeld, Private, Refused, Report
from tests.fakes.kraftcenter_courses import FakeCourseWorld
from tests.suites.kraftcenter_course_story import KRAFTCENTER, SEL82, CourseStory, oneself, referred
from tests.suites.kraftcenter_story import SOCIALPSYKIATRI

PRIVATE = Private(note="Anna og Bo var her.")


@pytest.fixture
def world() -> FakeCourseWorld:
    return FakeCourseWorld()


@pytest.fixture
def story(world: FakeCourseWorld) -> CourseStory:
    return CourseStory(now=world.now)


async def refusal(world: FakeCourseWorld, report: Report[Any]) -> Refused:
    before = await world.published(report.data.course_id)
    with pytest.raises(Refused) as refused:
        await world.report(report)
    assert await world.published(report.data.course_id) == before
    return refused.value


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"capacity": 11}, "/data/capacity"),
        ({"sessions": 11}, "/data/sessions"),
        ({"offer": "kraftcenter-traening"}, "/data/offer"),
        ({"offer": "foelgeskab"}, "/data/offer"),
        ({"subject": uuid4()}, "/subject"),
    ],
)
async def test_a_course_stays_within_the_figures(
    world: FakeCourseWorld, story: CourseStory, changes: dict[str, Any], pointer: str
) -> None:
    """C1: ten weeks, ten participants, an offer that has courses; and its events are about itself."""
    refused = await refusal(world, story.open(**changes))
    assert [error.pointer for error in refused.errors] == [pointer]
    assert await world.report(story.open(capacity=10, sessions=10)) == "accepted"


async def test_a_course_is_not_its_own_successor(world: FakeCourseWorld, story: CourseStory) -> None:
    """C2: the next course is another one."""
    refused = await refusal(world, story.open(next_course_id=story.course))
    assert refused.errors[0].pointer == "/data/next_course_id"


async def test_the_next_course_is_of_the_same_offer(world: FakeCourseWorld, story: CourseStory) -> None:
    """C2: who is turned away is offered the same; a course that is yet to be opened may be named."""
    asked = story.open().data
    other = Course(story.following, uuid4(), "kraftcenter-traening", 2, 10, 3, story.today, None)
    with pytest.raises(Refused) as refused:
        Course.open(asked, Figures(), other)
    assert [error.pointer for error in refused.value.errors] == ["/data/next_course_id"]
    for following in (None, replace(other, offer=asked.offer)):
        assert Course.open(asked, Figures(), following) == asked


async def test_only_who_runs_it_reports_on_a_course(world: FakeCourseWorld, story: CourseStory) -> None:
    """The catalogue: the course's owner; nobody else opens one, holds a session or ends it."""
    strangers = SEL82, SOCIALPSYKIATRI, oneself(uuid4())
    for by in strangers:
        assert (await refusal(world, story.open(by=by))).status == 403
    await world.report(story.open())
    for by in strangers:
        assert (await refusal(world, story.hold(1, by=by))).status == 403
        assert (await refusal(world, story.end(by=by))).status == 403


async def test_a_name_that_is_taken_opens_no_course(world: FakeCourseWorld, story: CourseStory) -> None:
    """A course's id is neither another course's nor a citizen's, whose events would be mixed with its own."""
    await world.report(story.open())
    assert (await refusal(world, story.open())).problem == "already-exists"
    citizen = referred(uuid4(), story.now)
    await world.hear(citizen.referred())
    assert (await refusal(world, CourseStory(now=story.now, course=citizen.citizen).open())).problem == "already-exists"


async def test_what_was_not_opened_is_unknown(world: FakeCourseWorld, story: CourseStory) -> None:
    """A service knows its own courses: one it does not know is refused, not waited for."""
    assert (await refusal(world, story.hold(1))).problem == "unknown-reference"


@pytest.mark.parametrize(("held", "session"), [(0, 2), (2, 2), (2, 1), (2, 4), (10, 11)])
async def test_sessions_are_held_in_order(world: FakeCourseWorld, story: CourseStory, held: int, session: int) -> None:
    """C1: each once, one after the other, and never more than the course has."""
    await world.report(story.open())
    for number in range(1, held + 1):
        await world.report(story.hold(number))
    assert (await refusal(world, story.hold(session))).errors[0].pointer == "/data/session"


async def test_after_the_end_nothing_happens(world: FakeCourseWorld, story: CourseStory) -> None:
    """An ended course holds no session and ends no second time; there is no legal move left."""
    await world.report(story.open())
    await world.report(story.end())
    for report in (story.hold(1), story.end()):
        refused = await refusal(world, report)
        assert (refused.problem, refused.legal_moves) == ("illegal-move", ())


async def test_of_the_group_no_words_are_taken_in(world: FakeCourseWorld, story: CourseStory) -> None:
    """C4: words beside a course's report could say who came or what was said: refused, and nothing of them kept."""
    await world.report(story.open())
    by, course = KRAFTCENTER, story.course
    for fact in (
        CourseOpened(course_id=course, offer="peer-gruppe", capacity=2, sessions=2, first_session_on=story.today),
        CourseSessionHeld(course_id=course, session=1),
        CourseEnded(course_id=course),
    ):
        refused = await refusal(world, story.report(fact, by, course, PRIVATE))
        assert refused.errors[0].pointer == "/data/private"
    assert not world.work_on(course).words


async def test_the_figures_are_configuration(world: FakeCourseWorld, story: CourseStory) -> None:
    """C1, C2: every figure can be set; one that is wrong is named, never its value."""
    assert Figures() == Figures(capacity=10, sessions=10, intake=3)
    assert Figures.parse("capacity=12, intake=1") == Figures(capacity=12, intake=1)
    for text, named in (
        ("capacity=0", "capacity"),
        ("sessions=1000", "sessions"),
        ("hours=2", "figure"),
        ("peers=2", "figure"),
    ):
        with pytest.raises(ValueError, match=named):
            Figures.parse(text)
    work = world.work_on(story.course)
    work.figures = Figures.parse("capacity=12,intake=1")
    world.keep(work)
    await world.report(story.open(capacity=12))
    for session in (1, 2):
        await world.report(story.hold(session))
        assert len(await world.published(story.course)) == (2, 4)[session - 1]


def test_places_count_on_from_the_highest_number() -> None:
    """C3: the waiting list is in order of sign-up, also when an erased citizen's place is gone (V3)."""
    course = Course(uuid4(), uuid4(), "peer-gruppe", 1, 10, 3, date(2027, 1, 4), None)
    first, second, third = (Roll(course, ()).sign_up(uuid4(), uuid4(), None) for _ in range(3))
    roll = Roll(course, (replace(second, number=2), replace(third, number=3)))
    assert roll.sign_up(first.citizen_id, uuid4(), None).number == 4
