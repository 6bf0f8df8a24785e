"""What holds of courses and their places, in memory and on PostgreSQL alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID, uuid4

import pytest

from services.kraftcenter.handlers import Answer, read_course, sign_off, sign_up
from services.kraftcenter.ports import Courses
from shared.contracts import (
    CitizenErased,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    Event,
    PlaceGiven,
    PlaceReleased,
    PlaceWaitlisted,
    Refused,
    Report,
    Waits,
)
from tests.suites.kraftcenter_course_story import SEL82, CourseStory, oneself, referred

PLACE = Answer("place")


class World(Protocol):
    """The service as a test meets it."""

    @property
    def known(self) -> Courses: ...
    async def report(self, report: Report[Any]) -> Literal["accepted", "waiting"]: ...
    async def hear(self, event: Event[Any]) -> None: ...
    async def published(self, citizen_id: UUID) -> Sequence[Event[Any]]: ...
    async def run_out(self, citizen_id: UUID, kind: str, ref: UUID) -> None: ...
    async def timers_of(self, citizen_id: UUID) -> Mapping[tuple[str, UUID], datetime]: ...
    async def kept_of(self, subject: UUID) -> int:
        """How many rows of any table name the subject, by whatever column."""
        ...


async def told(world: World, subject: UUID) -> list[type]:
    return [type(event.data) for event in await world.published(subject)]


async def filled(world: World, story: CourseStory, *citizens: UUID, **changes: Any) -> list[Answer]:
    """The course opened, and these signed up in turn by `sel82`."""
    await world.report(story.open(**changes))
    return [await sign_up(story.sign_up(citizen), SEL82, world.known) for citizen in citizens]


async def held(world: World, story: CourseStory, sessions: int) -> None:
    for session in range(1, sessions + 1):
        await world.report(story.hold(session))


class CoursesSuite:
    """Run against both; a subclass or its module brings the fixture `world`."""

    @pytest.fixture
    def story(self, world: Any) -> CourseStory:
        return CourseStory(now=world.now)

    async def test_a_course_goes_from_its_opening_to_its_end(self, world: World, story: CourseStory) -> None:
        """C1, C2: sessions are told by number, intake closes by session, and the end is told; all about the course."""
        await filled(world, story)
        await world.report(story.open_next())
        await held(world, story, 10)
        await world.report(story.end())
        events = await world.published(story.course)
        expected = [CourseOpened, *[CourseSessionHeld] * 4, CourseIntakeClosed, *[CourseSessionHeld] * 6, CourseEnded]
        assert [type(event.data) for event in events] == expected
        assert {(event.subject, event.correlationid) for event in events} == {(story.course, story.course)}
        closing = events[5].data
        assert (closing.reason, closing.next_course_id) == ("window", story.following)

    async def test_anyone_sees_how_full_it_is_and_nobody_sees_who(self, world: World, story: CourseStory) -> None:
        """Interface: places free, session, and whether intake is open and why not."""
        citizens = uuid4(), uuid4(), uuid4()
        await world.report(story.open_next())
        await filled(world, story, citizens[0])
        seen = await read_course(story.course, world.known)
        assert (seen.capacity, seen.places_free, seen.session, seen.sessions) == (2, 1, 0, 10)
        assert (seen.intake, seen.reason, seen.next_course_id) == ("open", None, story.following)
        for citizen in citizens[1:]:
            await sign_up(story.sign_up(citizen), SEL82, world.known)
        seen = await read_course(story.course, world.known)
        assert (seen.places_free, seen.intake, seen.reason) == (0, "closed", "full")
        await held(world, story, 4)
        seen = await read_course(story.course, world.known)
        assert (seen.session, seen.intake, seen.reason) == (4, "closed", "window")
        assert not any(str(citizen) in repr(seen) for citizen in citizens)

    async def test_courses_are_listed_last_opened_first(self, world: World, story: CourseStory) -> None:
        """Lists: none is shown twice or left out between the pages."""
        stories = [CourseStory(now=story.now) for _ in range(3)]
        for each in stories:
            await filled(world, each)
        seen = await world.known.courses(limit=2)
        older = await world.known.courses(before=seen[-1].course.event_id, limit=1)
        assert [each.course.id for each in (*seen, *older)] == [each.course for each in reversed(stories)]

    async def test_each_course_listed_counts_its_own_places(self, world: World, story: CourseStory) -> None:
        """Interface: given places alone are counted, and of that course alone; a course nobody is in has them all."""
        full, empty = CourseStory(now=story.now), CourseStory(now=story.now)
        given_back = uuid4()
        await filled(world, story, uuid4(), given_back)
        await sign_off(story.course, given_back, SEL82, world.known)
        await filled(world, full, uuid4(), uuid4(), uuid4())
        await filled(world, empty)
        seen = {each.course.id: (each.free, each.closed) for each in await world.known.courses(limit=3)}
        assert seen == {story.course: (1, None), full.course: (0, "full"), empty.course: (2, None)}

    async def test_a_sign_up_gives_a_place_once(self, world: World, story: CourseStory) -> None:
        """C3, N2: the same citizen gets the same answer again, and nothing new is made of it."""
        citizen = uuid4()
        assert await filled(world, story, citizen) == [PLACE]
        assert await sign_up(story.sign_up(citizen), oneself(citizen), world.known) == PLACE
        (given,) = await world.published(citizen)
        assert isinstance(given.data, PlaceGiven)
        assert (given.subject, given.correlationid, given.department) == (citizen, story.course, None)
        assert given.data.course_id == story.course

    async def test_a_full_course_has_a_waiting_list_while_intake_is_open(
        self, world: World, story: CourseStory
    ) -> None:
        """C2, C3: the last place closes the intake; who comes later waits, and hears of the next course."""
        first, second, third = uuid4(), uuid4(), uuid4()
        waits = Answer("waitlist", story.following)
        await world.report(story.open_next())
        assert await filled(world, story, first, second, third) == [PLACE, PLACE, waits]
        assert await sign_up(story.sign_up(third), SEL82, world.known) == waits
        (waitlisted,) = await world.published(third)
        assert isinstance(waitlisted.data, PlaceWaitlisted)
        assert waitlisted.data.next_course_id == story.following
        assert await told(world, story.course) == [CourseOpened, CourseIntakeClosed]
        assert (await world.published(story.course))[1].data.reason == "full"

    async def test_a_place_given_back_goes_to_who_has_waited_longest(self, world: World, story: CourseStory) -> None:
        """C3: signing off frees the place, and the first on the waiting list gets it at once."""
        first, second, third, fourth = (uuid4() for _ in range(4))
        await filled(world, story, first, second, third, fourth)
        await sign_off(story.course, first, oneself(first), world.known)
        assert await told(world, first) == [PlaceGiven, PlaceReleased]
        assert await told(world, third) == [PlaceWaitlisted, PlaceGiven]
        assert await told(world, fourth) == [PlaceWaitlisted]
        assert (await read_course(story.course, world.known)).places_free == 0
        # It was closed before and is closed now.
        assert await told(world, story.course) == [CourseOpened, CourseIntakeClosed]
        assert await sign_up(story.sign_up(third), oneself(third), world.known) == PLACE

    async def test_an_erased_citizens_place_goes_to_who_has_waited_longest(
        self, world: World, story: CourseStory
    ) -> None:
        """V3, C3: the place is free, whoever waits moves up at once, and nobody is told that one was given back."""
        first, second, third, fourth = (uuid4() for _ in range(4))
        await filled(world, story, first, second, third, fourth)
        await world.hear(referred(first, story.now).event(CitizenErased()))
        ((kind, ref),) = await world.timers_of(story.course)
        await world.run_out(story.course, kind, ref)
        assert await told(world, first) == [PlaceGiven]
        assert await told(world, third) == [PlaceWaitlisted, PlaceGiven]
        assert await told(world, fourth) == [PlaceWaitlisted]
        assert await told(world, story.course) == [CourseOpened, CourseIntakeClosed]
        assert await world.timers_of(story.course) == {}
        assert (await read_course(story.course, world.known)).places_free == 0

    async def test_an_erased_spot_on_the_waiting_list_moves_nobody_up(self, world: World, story: CourseStory) -> None:
        """V3, C3: who only waited leaves no place; the line behind them closes up."""
        first, second, third, fourth = (uuid4() for _ in range(4))
        await filled(world, story, first, second, third, fourth)
        await world.hear(referred(third, story.now).event(CitizenErased()))
        assert await world.timers_of(story.course) == {}
        await sign_off(story.course, first, SEL82, world.known)
        assert await told(world, third) == [PlaceWaitlisted]
        assert await told(world, fourth) == [PlaceWaitlisted, PlaceGiven]

    async def test_who_signs_off_a_waiting_list_frees_no_place(self, world: World, story: CourseStory) -> None:
        """C3: a spot given back moves nobody up but those behind it in the line."""
        first, second, third, fourth = (uuid4() for _ in range(4))
        await filled(world, story, first, second, third, fourth)
        await sign_off(story.course, third, SEL82, world.known)
        assert await told(world, third) == [PlaceWaitlisted, PlaceReleased]
        assert await told(world, fourth) == [PlaceWaitlisted]
        await sign_off(story.course, second, SEL82, world.known)
        assert await told(world, fourth) == [PlaceWaitlisted, PlaceGiven]

    async def test_signing_off_again_is_nothing_and_up_again_is_new(self, world: World, story: CourseStory) -> None:
        """C3, N2: a second sign-off makes nothing; who comes back comes as anybody does."""
        citizen = uuid4()
        await filled(world, story, citizen)
        for _ in range(2):
            await sign_off(story.course, citizen, SEL82, world.known)
        assert await told(world, citizen) == [PlaceGiven, PlaceReleased]
        assert await sign_up(story.sign_up(citizen), SEL82, world.known) == PLACE
        given, _, again = await world.published(citizen)
        assert given.data.place_id != again.data.place_id

    async def test_a_freed_place_opens_intake_and_the_last_one_closes_it_again(
        self, world: World, story: CourseStory
    ) -> None:
        """C2: each time intake closes is told once."""
        first, second = uuid4(), uuid4()
        await filled(world, story, first, second)
        await sign_off(story.course, second, SEL82, world.known)
        assert (await read_course(story.course, world.known)).intake == "open"
        await sign_up(story.sign_up(second), SEL82, world.known)
        assert await told(world, story.course) == [CourseOpened, CourseIntakeClosed, CourseIntakeClosed]

    async def test_after_the_window_the_next_course_is_offered(self, world: World, story: CourseStory) -> None:
        """C2: by session, not by date: through the third one signs up, and then nobody comes in any more."""
        first, late, waiting = uuid4(), uuid4(), uuid4()
        await filled(world, story, first, capacity=1)
        await world.report(story.open_next())
        await held(world, story, 3)
        assert (await sign_up(story.sign_up(waiting), SEL82, world.known)).outcome == "waitlist"
        await world.report(story.hold(4))
        assert await sign_up(story.sign_up(late), SEL82, world.known) == Answer("closed", story.following)
        await sign_off(story.course, first, SEL82, world.known)
        assert await told(world, waiting) == [PlaceWaitlisted]
        assert await sign_up(story.sign_up(late), SEL82, world.known) == Answer("closed", story.following)
        assert await world.kept_of(late) == 0

    @pytest.mark.parametrize("next_is", ["not opened", "full", "past its window", "ended", "in error"])
    async def test_a_course_that_takes_nobody_is_not_offered(
        self, world: World, story: CourseStory, next_is: str
    ) -> None:
        """C2: neither to who signs up, nor to who may refer, nor by the course itself; as soon as it can be, it is."""
        following = CourseStory(now=story.now, course=story.following)
        await filled(world, story, capacity=1)
        if next_is != "not opened":
            await filled(world, following, *(uuid4() for _ in range(2 if next_is == "full" else 0)))
        if next_is == "past its window":
            await held(world, following, 4)
        if next_is == "ended":
            await world.report(following.end())
        if next_is == "in error":
            (opened,) = await world.published(following.course)
            await world.report(following.correct(opened.id))
        waiting = uuid4()
        answers = [await sign_up(story.sign_up(citizen), SEL82, world.known) for citizen in (uuid4(), waiting)]
        assert answers == [PLACE, Answer("waitlist")]
        told_of = [(await world.published(subject))[-1].data for subject in (waiting, story.course)]
        assert [fact.next_course_id for fact in told_of] == [None, None]
        assert (await read_course(story.course, world.known)).next_course_id is None
        if next_is == "not opened":
            await world.report(story.open_next())
            assert await sign_up(story.sign_up(uuid4()), SEL82, world.known) == Answer("waitlist", story.following)
            (first, *_) = await world.known.courses(limit=5)
            assert (first.course.id, first.instead) == (story.following, None)
            assert {seen.instead for seen in await world.known.courses(limit=5) if seen.course.id == story.course} == {
                story.following
            }

    @pytest.mark.parametrize("answers", [{"adult": False}, {"contact_under_two_years": False}])
    async def test_of_a_refused_sign_up_nothing_is_kept(
        self, world: World, story: CourseStory, answers: dict[str, bool]
    ) -> None:
        """C3: under 18, or two years' contact and more: answered and forgotten; no row names the citizen."""
        citizen = uuid4()
        await filled(world, story)
        assert await sign_up(story.sign_up(citizen, **answers), SEL82, world.known) == Answer("not_eligible")
        assert await world.kept_of(citizen) == 0
        assert not await world.published(citizen)
        assert await told(world, story.course) == [CourseOpened]

    async def test_of_a_granted_sign_up_only_the_place_is_kept(self, world: World, story: CourseStory) -> None:
        """C3: the place and the event that tells of it; the search that finds nothing above finds these."""
        citizen = uuid4()
        await filled(world, story, citizen)
        assert await world.kept_of(citizen) > 0

    async def test_a_referral_is_answered_by_the_sign_up(self, world: World, story: CourseStory) -> None:
        """C3, S3: the place names the referral, in its loop, once; what follows is between course and citizen."""
        citizen = uuid4()
        await filled(world, story, uuid4(), uuid4())
        path = referred(citizen, story.now)
        asked = story.sign_up(citizen, referral_id=path.referral)
        for event in (path.referred(from_department="sel82", offer="peer-gruppe"), path.accepted()):
            with pytest.raises(Waits):
                await sign_up(asked, SEL82, world.known)
            await world.hear(event)
        assert (await sign_up(asked, SEL82, world.known)).outcome == "waitlist"
        (waits,) = await world.published(citizen)
        assert (waits.data.referral_id, waits.correlationid) == (path.referral, path.referral)
        seen = (await world.published(story.course))[0]
        assert seen.data.capacity == 2
        await sign_off(story.course, citizen, SEL82, world.known)
        released = (await world.published(citizen))[-1]
        assert (released.data.referral_id, released.correlationid) == (None, story.course)

    async def test_a_referral_signs_up_in_one_course_only(self, world: World, story: CourseStory) -> None:
        """C3: a second course refuses it, also after signing off the first."""
        citizen, other = uuid4(), CourseStory(now=story.now)
        for each in (story, other):
            await filled(world, each)
        path = referred(citizen, story.now)
        for event in (path.referred(from_department="sel82", offer="peer-gruppe"), path.accepted()):
            await world.hear(event)
        assert await sign_up(story.sign_up(citizen, referral_id=path.referral), SEL82, world.known) == PLACE
        for _ in range(2):
            with pytest.raises(Refused):
                await sign_up(other.sign_up(citizen, referral_id=path.referral), SEL82, world.known)
            await sign_off(story.course, citizen, SEL82, world.known)
        assert await told(world, citizen) == [PlaceGiven, PlaceReleased]
