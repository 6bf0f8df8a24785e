import pytest

from services.kraftcenter.ports import Courses
from services.kraftcenter.storage import PostgresCourses
from tests.fakes.kraftcenter_courses import FakeCourses, FakeCourseWorld
from tests.suites.kraftcenter_companionships import CompanionshipsSuite
from tests.suites.kraftcenter_course_corrections import CourseCorrectionsSuite
from tests.suites.kraftcenter_courses import CoursesSuite
from tests.suites.kraftcenter_known_places import KnownPlacesSuite


@pytest.fixture
def world() -> FakeCourseWorld:
    return FakeCourseWorld()


class TestFakeCourses(CoursesSuite):
    """The suite on the world in memory."""


class TestFakeCourseCorrections(CourseCorrectionsSuite):
    """The suite on the world in memory."""


class TestFakeCompanionships(CompanionshipsSuite):
    """The suite on the world in memory."""


class TestFakeKnownPlaces(KnownPlacesSuite):
    """The suite on the world in memory."""


def both_are_courses(courses: PostgresCourses | FakeCourses) -> Courses:
    """mypy holds the real one and the fake to the port; nothing runs."""
    return courses
