"""What holds of a course's own reports that were wrong, whether in memory or on PostgreSQL."""

from typing import Any
from uuid import uuid4

import pytest

from services.kraftcenter.handlers import read_course, sign_off, sign_up
from shared.contracts import (
    CourseEnded,
    CourseSessionHeld,
    InterventionEnteredInError,
    PlaceGiven,
    PlaceWaitlisted,
    Refused,
)
from tests.suites.kraftcenter_course_story import SEL82, CourseStory
from tests.suites.kraftcenter_courses import World, filled, held, told


class CourseCorrectionsSuite:
    """Run against both; a subclass or its module brings the fixture `world`."""

    @pytest.fixture
    def story(self, world: Any) -> CourseStory:
        return CourseStory(now=world.now)

    async def test_a_session_that_was_not_held_is_taken_back(self, world: World, story: CourseStory) -> None:
        """R7, C2: with the session that closed intake it is open again, and who waited longest goes first."""
        first, waiting, late = uuid4(), uuid4(), uuid4()
        await filled(world, story, first, waiting, capacity=1)
        await held(world, story, 4)
        await sign_off(story.course, first, SEL82, world.known)
        wrong = [event for event in await world.published(story.course) if isinstance(event.data, CourseSessionHeld)]
        with pytest.raises(Refused) as refused:
            await world.report(story.correct(wrong[2].id))
        assert refused.value.problem == "rests-on"
        await world.report(story.correct(wrong[3].id))
        seen = await read_course(story.course, world.known)
        assert (seen.session, seen.places_free, seen.intake) == (3, 1, "open")
        assert (await sign_up(story.sign_up(late), SEL82, world.known)).outcome == "waitlist"
        assert await told(world, waiting) == [PlaceWaitlisted, PlaceGiven]
        assert await told(world, late) == [PlaceWaitlisted]

    @pytest.mark.parametrize("closed_by", [CourseSessionHeld, CourseEnded])
    async def test_a_closing_that_came_of_an_error_is_taken_back_with_it(
        self, world: World, story: CourseStory, closed_by: type
    ) -> None:
        """R7, C2: who was told that nobody comes in any more hears that it was an error; then it closes anew, once."""
        await filled(world, story)
        await held(world, story, 3)
        for _ in range(2):
            await world.report(story.hold(4) if closed_by is CourseSessionHeld else story.end())
            wrong, closing = (await world.published(story.course))[-2:]
            assert (type(wrong.data), closing.data.reason) == (closed_by, "window")
            await world.report(story.correct(wrong.id))
            errors = (await world.published(story.course))[-2:]
            assert [error.data for error in errors] == [
                InterventionEnteredInError(event_id=wrong.id),
                InterventionEnteredInError(event_id=closing.id),
            ]
            assert {error.correlationid for error in errors} == {story.course}
            assert [error.department for error in errors] == [wrong.department, None], "what goes with it is Samspil's"
            assert (await read_course(story.course, world.known)).intake == "open"

    async def test_a_closing_that_was_right_is_not_taken_back(self, world: World, story: CourseStory) -> None:
        """R7, C2: the last place had gone, or the window stays over: only what the error made is taken back."""
        full = CourseStory(now=story.now)
        await filled(world, full, uuid4(), capacity=1)
        await held(world, full, 4)
        await world.report(full.correct((await world.published(full.course))[-1].id))
        assert (await told(world, full.course)).count(InterventionEnteredInError) == 1
        assert (await read_course(full.course, world.known)).reason == "full"
        await filled(world, story)
        await held(world, story, 5)
        await world.report(story.correct((await world.published(story.course))[-1].id))
        await world.report(story.end())
        await world.report(story.correct((await world.published(story.course))[-1].id))
        assert (await told(world, story.course)).count(InterventionEnteredInError) == 2
        assert (await read_course(story.course, world.known)).reason == "window"
