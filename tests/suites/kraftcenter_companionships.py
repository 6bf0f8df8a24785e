"""What holds of companionships, in memory and on PostgreSQL alike."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.kraftcenter.handlers import sign_off
from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    InterventionEnteredInError,
    PlaceGiven,
    PlaceReleased,
    Refused,
)
from tests.suites.kraftcenter_course_story import CourseStory, oneself
from tests.suites.kraftcenter_courses import World, filled, told


class CompanionshipsSuite:
    """Run against both; a subclass or its module brings the fixture `world`."""

    @pytest.fixture
    def story(self, world: Any) -> CourseStory:
        return CourseStory(now=world.now)

    async def test_a_companionship_begins_and_its_time_runs_out(self, world: World, story: CourseStory) -> None:
        """C6: for a place holder; Samspil ends it at its day, also when the course has ended before."""
        citizen, companionship = uuid4(), uuid4()
        await filled(world, story, citizen)
        await world.report(story.accompany(citizen, companionship))
        assert list(await world.timers_of(citizen)) == [("companionship", companionship)]
        await world.report(story.end())
        await world.run_out(citizen, "companionship", companionship)
        events = (await world.published(citizen))[1:]
        assert [type(event.data) for event in events] == [CompanionshipStarted, CompanionshipEnded]
        assert [event.department for event in events] == ["kraftcenter", None]
        assert {event.correlationid for event in events} == {story.course}
        assert events[1].data == CompanionshipEnded(**events[0].data.model_dump())

    async def test_a_companionship_is_ended_once(self, world: World, story: CourseStory) -> None:
        """C6: by the course's owner before its time; its clock then rings no more, and it is not ended again."""
        citizen, companionship = uuid4(), uuid4()
        await filled(world, story, citizen)
        await world.report(story.accompany(citizen, companionship))
        await world.report(story.leave_alone(citizen, companionship))
        assert not await world.timers_of(citizen)
        with pytest.raises(Refused) as refused:
            await world.report(story.leave_alone(citizen, companionship))
        assert (refused.value.problem, refused.value.legal_moves) == ("illegal-move", ())

    async def test_a_companionship_ends_with_the_place(self, world: World, story: CourseStory) -> None:
        """C6: it is for participants only: who signs off has none any more."""
        citizen, companionship = uuid4(), uuid4()
        await filled(world, story, citizen)
        await world.report(story.accompany(citizen, companionship))
        await sign_off(story.course, citizen, oneself(citizen), world.known)
        assert await told(world, citizen) == [PlaceGiven, CompanionshipStarted, PlaceReleased, CompanionshipEnded]
        assert not await world.timers_of(citizen)

    async def test_a_companionship_that_did_not_end_goes_on(self, world: World, story: CourseStory) -> None:
        """R7, C6: with its end taken back its clock runs again; with its start taken back it never ran."""
        citizen, companionship = uuid4(), uuid4()
        await filled(world, story, citizen)
        await world.report(story.accompany(citizen, companionship))
        clock = await world.timers_of(citizen)
        await world.report(story.leave_alone(citizen, companionship))
        _, start, end = await world.published(citizen)
        with pytest.raises(Refused) as refused:
            await world.report(story.correct(start.id, citizen))
        assert refused.value.problem == "rests-on"
        await world.report(story.correct(end.id, citizen))
        assert await world.timers_of(citizen) == clock
        await world.report(story.correct(start.id, citizen))
        assert not await world.timers_of(citizen)
        assert await world.report(story.accompany(citizen, uuid4())) == "accepted"

    async def test_an_end_taken_back_after_the_place_ends_at_once(self, world: World, story: CourseStory) -> None:
        """R7, C6: it would have ended with the place: Samspil ends it now, and the start can be taken back, too."""
        citizen, companionship = uuid4(), uuid4()
        await filled(world, story, citizen)
        await world.report(story.accompany(citizen, companionship))
        ((clock, agreed),) = (await world.timers_of(citizen)).items()
        await world.report(story.leave_alone(citizen, companionship))
        _, start, end = await world.published(citizen)
        await sign_off(story.course, citizen, oneself(citizen), world.known)
        await world.report(story.correct(end.id, citizen))
        ((rings, at),) = (await world.timers_of(citizen)).items()
        assert (rings, at < agreed, at - story.now < timedelta(minutes=1)) == (clock, True, True)
        await world.run_out(citizen, "companionship", companionship)
        assert (await told(world, citizen))[-2:] == [InterventionEnteredInError, CompanionshipEnded]
        await world.report(story.correct(start.id, citizen))
        assert (await told(world, citizen))[-2:] == [InterventionEnteredInError] * 2

    @pytest.mark.parametrize("ended_by", ["its day", "the place given back"])
    async def test_an_end_of_samspil_s_goes_with_the_start(
        self, world: World, story: CourseStory, ended_by: str
    ) -> None:
        """R7, C6: nobody reported that end and nobody can correct it, so it stands in nobody's way; it never ended."""
        citizen, companionship = uuid4(), uuid4()
        await filled(world, story, citizen)
        await world.report(story.accompany(citizen, companionship))
        if ended_by == "its day":
            await world.run_out(citizen, "companionship", companionship)
        else:
            await sign_off(story.course, citizen, oneself(citizen), world.known)
        events = {type(event.data): event for event in await world.published(citizen)}
        start, end = events[CompanionshipStarted], events[CompanionshipEnded]
        await world.report(story.correct(start.id, citizen))
        errors = (await world.published(citizen))[-2:]
        assert [error.data for error in errors] == [
            InterventionEnteredInError(event_id=start.id),
            InterventionEnteredInError(event_id=end.id),
        ]
        for wrong in (start, end):
            with pytest.raises(Refused):
                await world.report(story.correct(wrong.id, citizen))
