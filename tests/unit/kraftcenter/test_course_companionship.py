"""A companionship is for participants, for half a year at most."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.kraftcenter.domain.companionship import due, longest
from services.kraftcenter.domain.dates import months_on
from services.kraftcenter.handlers import sign_off, sign_up
from shared.contracts import CompanionshipStarted, Refused, Report
from shared.timers import ClockLengths
from tests.fakes.kraftcenter_courses import FakeCourseWorld
from tests.suites.kraftcenter_course_story import DAY, SEL82, CourseStory, oneself
from tests.suites.kraftcenter_courses import filled
from tests.suites.kraftcenter_story import SOCIALPSYKIATRI


@pytest.fixture
def world() -> FakeCourseWorld:
    return FakeCourseWorld()


@pytest.fixture
def citizen() -> UUID:
    return uuid4()


@pytest.fixture
async def story(world: FakeCourseWorld, citizen: UUID) -> CourseStory:
    """A course in which the citizen has a place."""
    story = CourseStory(now=world.now)
    await filled(world, story, citizen)
    return story


async def refusal(world: FakeCourseWorld, report: Report[CompanionshipStarted]) -> Refused:
    with pytest.raises(Refused) as refused:
        await world.report(report)
    return refused.value


async def test_it_is_for_who_has_a_place(world: FakeCourseWorld, story: CourseStory, citizen: UUID) -> None:
    """C6: not for who waits, has signed off, or is in another course."""
    second, waiting, stranger = uuid4(), uuid4(), uuid4()
    for each in (second, waiting):
        await sign_up(story.sign_up(each), SEL82, world.known)
    for nobody in (waiting, stranger):
        refused = await refusal(world, story.accompany(nobody, uuid4()))
        assert (refused.problem, refused.errors[0].pointer) == ("not-allowed", "/data/course_id")
    assert await world.report(story.accompany(second, uuid4())) == "accepted"
    await sign_off(story.course, citizen, SEL82, world.known)
    assert (await refusal(world, story.accompany(citizen, uuid4()))).problem == "not-allowed"


async def test_it_begins_while_the_course_goes_on(world: FakeCourseWorld, story: CourseStory, citizen: UUID) -> None:
    """C6: beside the course; one that goes on after its end was begun before."""
    companionship = uuid4()
    await world.report(story.accompany(citizen, companionship))
    await world.report(story.end())
    await world.report(story.leave_alone(citizen, companionship))
    refused = await refusal(world, story.accompany(citizen, uuid4()))
    assert (refused.problem, refused.errors[0].pointer) == ("not-allowed", "/data/course_id")
    assert refused.errors[0].detail == "Forløbet er afsluttet."


async def test_only_the_owner_reports_it(world: FakeCourseWorld, story: CourseStory, citizen: UUID) -> None:
    """C6: by the course's owner; the answer to anybody else does not tell whether there is a place."""
    for by in (SEL82, SOCIALPSYKIATRI, oneself(citizen)):
        known, nobody = [await refusal(world, story.accompany(who, uuid4(), by=by)) for who in (citizen, uuid4())]
        assert known.status == nobody.status == 403
        assert known.detail == nobody.detail
    companionship = uuid4()
    await world.report(story.accompany(citizen, companionship))
    with pytest.raises(Refused) as refused:
        await world.report(story.leave_alone(citizen, companionship, by=SEL82))
    assert refused.value.status == 403


async def test_it_lasts_half_a_year_at_most(world: FakeCourseWorld, story: CourseStory, citizen: UUID) -> None:
    """C6: by the calendar, and not less than a day."""
    last = months_on(story.today, 6)
    for wrong in (last + DAY, story.today - DAY):
        assert (await refusal(world, story.accompany(citizen, uuid4(), wrong))).errors[0].pointer == "/data/ends_by"
    assert await world.report(story.accompany(citizen, uuid4(), last)) == "accepted"


async def test_a_second_gives_no_second_half_year(world: FakeCourseWorld, story: CourseStory, citizen: UUID) -> None:
    """C6: one at a time, and in all no longer than half a year from the first one's start."""
    first, last = uuid4(), months_on(story.today, 6)
    await world.report(story.accompany(citizen, first, story.today + 30 * DAY))
    assert (await refusal(world, story.accompany(citizen, uuid4()))).errors[0].pointer == "/data/companionship_id"
    await world.report(story.leave_alone(citizen, first))
    world.now = story.now = story.now + 60 * DAY
    assert (await refusal(world, story.accompany(citizen, uuid4(), last + DAY))).errors[0].pointer == "/data/ends_by"
    assert await world.report(story.accompany(citizen, uuid4(), last)) == "accepted"


async def test_a_report_from_the_future_lasts_no_longer(
    world: FakeCourseWorld, story: CourseStory, citizen: UUID
) -> None:
    """C6: half a year counts from now at the latest, whatever moment the report names."""
    last = months_on(story.today, 6)
    story.now += 400 * DAY
    assert (await refusal(world, story.accompany(citizen, uuid4(), last + DAY))).errors[0].pointer == "/data/ends_by"


async def test_an_ending_names_what_was_begun(world: FakeCourseWorld, story: CourseStory, citizen: UUID) -> None:
    """C6: the companionship is known, its course is the one, and it did not last longer than agreed."""
    companionship, agreed = uuid4(), story.today + 30 * DAY
    await world.report(story.accompany(citizen, companionship, agreed))
    other = CourseStory(now=story.now)
    for report, pointer in (
        (story.leave_alone(citizen, uuid4()), "/data/companionship_id"),
        (other.leave_alone(citizen, companionship), "/data/course_id"),
        (story.leave_alone(citizen, companionship, agreed + DAY), "/data/ends_by"),
    ):
        with pytest.raises(Refused) as refused:
            await world.report(report)
        assert refused.value.errors[0].pointer == pointer


def test_when_its_time_is_up() -> None:
    """C6, I4: with the day agreed in Denmark; a shorter clock rings before; one for trying bounds no agreement."""
    start = datetime(2026, 12, 20, 12, tzinfo=UTC)
    shipped = ClockLengths().due("companionship", start)
    assert longest(start, shipped) == date(2027, 6, 20)
    assert due(date(2027, 1, 31), shipped) == datetime(2027, 1, 31, 23, tzinfo=UTC)
    assert due(date(2027, 6, 20), shipped) == shipped
    trying = ClockLengths.parse("companionship=PT2S").due("companionship", start)
    assert longest(start, trying) == date(2027, 6, 20)
    assert due(date(2027, 1, 31), trying) == start + timedelta(seconds=2)
    longer = ClockLengths.parse("companionship=P9M").due("companionship", start)
    assert longest(start, longer) == date(2027, 9, 20)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_are_the_calendars(day: date, months: int, then: date) -> None:
    """C6: to the same day, or the last of a shorter month."""
    assert months_on(day, months) == then
