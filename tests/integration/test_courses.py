"""What holds of courses in memory holds on PostgreSQL; and what two instances decide at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from services.kraftcenter.app import SERVICE
from services.kraftcenter.handlers import read_course, sign_off, sign_up
from shared.contracts import CourseIntakeClosed, CourseOpened, PlaceGiven, PlaceWaitlisted, Refused
from shared.postgres import migrate, migration_folders
from tests.suites.kraftcenter_companionships import CompanionshipsSuite
from tests.suites.kraftcenter_course_corrections import CourseCorrectionsSuite
from tests.suites.kraftcenter_course_story import SEL82, CourseStory, referred
from tests.suites.kraftcenter_courses import CoursesSuite, filled, told
from tests.suites.kraftcenter_known_places import KnownPlacesSuite
from tests.suites.kraftcenter_real_courses import RealCourseWorld


@pytest.fixture(scope="module")
async def database_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A database of its own: no service runs on it, so that nothing takes the events out of the outbox."""
    async with Stack(tmp_path_factory.mktemp("courses"), services=(), parts={"postgres"}) as stack:
        environment = stack.environment("kraftcenter")
        owner = environment["SAMSPIL_MIGRATION_DATABASE_URL"]
        await migrate(owner, migration_folders(SERVICE.migrations), service_role="kraftcenter")
        yield environment["SAMSPIL_DATABASE_URL"]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[RealCourseWorld]:
    async with RealCourseWorld.open(database_url) as opened:
        assert isinstance(opened, RealCourseWorld)
        yield opened


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[RealCourseWorld]:
    """Another instance of the service."""
    async with RealCourseWorld.open(database_url) as opened:
        assert isinstance(opened, RealCourseWorld)
        yield opened


class TestRealCourses(CoursesSuite):
    """The suite on the real world."""

    async def test_the_last_place_is_given_once(
        self, world: RealCourseWorld, other: RealCourseWorld, story: CourseStory
    ) -> None:
        """C1, C3: two instances, one place: one gets it and one waits, and intake is told closed once; many times."""
        for _ in range(10):
            story = CourseStory(now=world.now)
            citizens = uuid4(), uuid4()
            await filled(world, story, capacity=1)
            answers = await asyncio.gather(
                sign_up(story.sign_up(citizens[0]), SEL82, world.known),
                sign_up(story.sign_up(citizens[1]), SEL82, other.known),
            )
            assert sorted(answer.outcome for answer in answers) == ["place", "waitlist"]
            made = [kind for citizen in citizens for kind in await told(world, citizen)]
            assert Counter(made) == {PlaceGiven: 1, PlaceWaitlisted: 1}
            assert await told(world, story.course) == [CourseOpened, CourseIntakeClosed]

    async def test_a_crowd_at_many_doors(
        self, world: RealCourseWorld, other: RealCourseWorld, story: CourseStory
    ) -> None:
        """C1: sign-ups, repeats and sign-offs at once leave no place too many, none twice, and none empty in vain."""
        citizens = [uuid4() for _ in range(12)]
        await filled(world, story, capacity=4)
        doors = [world.known, other.known]
        coming = [sign_up(story.sign_up(c), SEL82, door) for c in citizens for door in doors]
        await asyncio.gather(*coming, *(sign_off(story.course, c, SEL82, doors[0]) for c in citizens[:3]))
        states = Counter(
            row["state"]
            for row in await world.pool.fetch("SELECT state FROM places WHERE course_id = $1", story.course)
        )
        assert states["given"] == 4
        assert (await read_course(story.course, world.known)).places_free == 0
        versions = [event.version for event in await world.published(story.course)]
        assert versions == list(range(1, len(versions) + 1))

    async def test_one_referral_at_two_courses_at_once(
        self, world: RealCourseWorld, other: RealCourseWorld, story: CourseStory
    ) -> None:
        """C3: a referral signs up in one course, also when two are asked at the same time."""
        citizen, second = uuid4(), CourseStory(now=world.now)
        for each in (story, second):
            await filled(world, each)
        path = referred(citizen, story.now)
        for event in (path.referred(from_department="sel82", offer="peer-gruppe"), path.accepted()):
            await world.hear(event)
        answers = await asyncio.gather(
            sign_up(story.sign_up(citizen, referral_id=path.referral), SEL82, world.known),
            sign_up(second.sign_up(citizen, referral_id=path.referral), SEL82, other.known),
            return_exceptions=True,
        )
        assert Counter(type(answer) for answer in answers)[Refused] == 1
        assert await told(world, citizen) == [PlaceGiven]


class TestRealCourseCorrections(CourseCorrectionsSuite):
    """The suite on the real world."""


class TestRealCompanionships(CompanionshipsSuite):
    """The suite on the real world."""


class TestRealKnownPlaces(KnownPlacesSuite):
    """The suite on the real world."""
