"""What holds of who learns that a place stands, in memory and on PostgreSQL alike."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kraftcenter.handlers import Answer, sign_off, sign_up
from shared.contracts import PlaceGiven, PlaceWaitlisted, Refused, Waits
from tests.suites.kraftcenter_course_story import SEL82, CourseStory, oneself, referred
from tests.suites.kraftcenter_courses import PLACE, World, filled, held, told
from tests.suites.kraftcenter_story import Story


async def referred_and_accepted(world: World, citizen: UUID, story: CourseStory, sender: str | None = "sel82") -> Story:
    """By `sel82`, or by the citizen where `sender` is None."""
    path = referred(citizen, story.now)
    origin = "professional" if sender else "self"
    for event in (path.referred(from_department=sender, offer="peer-gruppe", origin=origin), path.accepted()):
        await world.hear(event)
    return path


async def answer(world: World, story: CourseStory, citizen: UUID, referral_id: UUID) -> object:
    """What `sel82` is answered, whichever way."""
    try:
        return await sign_up(story.sign_up(citizen, referral_id=referral_id), SEL82, world.known)
    except Waits:
        return "waits"
    except Refused as refused:
        return refused.problem, refused.status, refused.errors


class KnownPlacesSuite:
    """Run against both; a subclass or its module brings the fixture `world`."""

    @pytest.fixture
    def story(self, world: Any) -> CourseStory:
        return CourseStory(now=world.now)

    @pytest.mark.parametrize(
        ("capacity", "sessions", "outcome"), [(3, 0, "place"), (1, 0, "waitlist"), (1, 3, "waitlist"), (3, 4, "closed")]
    )
    async def test_a_department_does_not_learn_who_takes_part(
        self, world: World, story: CourseStory, capacity: int, sessions: int, outcome: str
    ) -> None:
        """C4, I2: open, full or closed: the answer is a newcomer's, whoever it is about, and nothing is made of it."""
        anna = uuid4()
        await world.report(story.open_next())
        await filled(world, story, capacity=capacity)
        assert await sign_up(story.sign_up(anna), oneself(anna), world.known) == PLACE
        await held(world, story, sessions)
        of_anna = await sign_up(story.sign_up(anna), SEL82, world.known)
        assert of_anna == Answer(outcome, None if outcome == "place" else story.following)  # type: ignore[arg-type]
        assert await told(world, anna) == [PlaceGiven]
        assert await sign_up(story.sign_up(uuid4()), SEL82, world.known) == of_anna
        assert await sign_up(story.sign_up(anna), oneself(anna), world.known) == PLACE

    @pytest.mark.parametrize("sessions", [0, 4])
    async def test_a_referral_that_proves_nothing_tells_nothing(
        self, world: World, story: CourseStory, sessions: int
    ) -> None:
        """C4, I2: a made-up referral, or the citizen's own, is answered as of somebody who has no place."""
        anna, bo = uuid4(), uuid4()
        await world.report(story.open_next())
        await filled(world, story, capacity=5)
        paths = [await referred_and_accepted(world, citizen, story, sender=None) for citizen in (anna, bo)]
        for citizen, path in zip((anna, bo), paths, strict=True):
            if citizen == anna:
                await sign_up(story.sign_up(anna, referral_id=path.referral), oneself(anna), world.known)
        await held(world, story, sessions)
        for ids in ((uuid4(), uuid4()), [path.referral for path in paths]):
            answers = [
                await answer(world, story, citizen, referral_id)
                for citizen, referral_id in zip((anna, bo), ids, strict=True)
            ]
            assert answers[0] == answers[1]
            assert (answers[0] == Answer("closed", story.following)) == bool(sessions)

    @pytest.mark.parametrize("sessions", [0, 4])
    async def test_a_place_had_before_the_referral_is_its_answer(
        self, world: World, story: CourseStory, sessions: int
    ) -> None:
        """C3, S3: told in the referral's loop, once, also after the window; then its sender is told it again."""
        anna = uuid4()
        await filled(world, story)
        await sign_up(story.sign_up(anna), oneself(anna), world.known)
        path = await referred_and_accepted(world, anna, story)
        await held(world, story, sessions)
        for _ in range(2):
            assert await sign_up(story.sign_up(anna, referral_id=path.referral), SEL82, world.known) == PLACE
            await world.hear(path.completed())
        first, second = await world.published(anna)
        assert (first.data.referral_id, first.correlationid) == (None, story.course)
        assert (second.data.referral_id, second.correlationid) == (path.referral, path.referral)
        assert second.data.place_id == first.data.place_id
        assert await sign_up(story.sign_up(anna), oneself(anna), world.known) == PLACE

    async def test_a_spot_on_the_waiting_list_answers_too(self, world: World, story: CourseStory) -> None:
        """C3: by the citizen's own word as well as the sender's; signing off is then between course and citizen."""
        anna = uuid4()
        await filled(world, story, uuid4(), capacity=1)
        await sign_up(story.sign_up(anna), oneself(anna), world.known)
        path = await referred_and_accepted(world, anna, story)
        spot = await sign_up(story.sign_up(anna, referral_id=path.referral), oneself(anna), world.known)
        assert spot.outcome == "waitlist"
        waits = (await world.published(anna))[-1]
        assert isinstance(waits.data, PlaceWaitlisted)
        assert (waits.data.referral_id, waits.correlationid) == (path.referral, path.referral)
        await sign_off(story.course, anna, oneself(anna), world.known)
        assert (await world.published(anna))[-1].correlationid == story.course

    async def test_a_place_answers_one_referral(self, world: World, story: CourseStory) -> None:
        """C3: who has an accepted one of their own is told that another has been answered, and answers for theirs."""
        anna = uuid4()
        await filled(world, story)
        own, theirs = [await referred_and_accepted(world, anna, story, sender) for sender in (None, "sel82")]
        await sign_up(story.sign_up(anna, referral_id=own.referral), oneself(anna), world.known)
        with pytest.raises(Refused) as refused:
            await sign_up(story.sign_up(anna, referral_id=theirs.referral), SEL82, world.known)
        assert refused.value.errors[0].detail == "Borgeren er allerede tilmeldt på en anden henvisning."
        assert await told(world, anna) == [PlaceGiven]
