"""Who may sign whom up, with what, and what is looked at on the way."""

from uuid import uuid4

import pytest

from services.kraftcenter.handlers import Answer, sign_off, sign_up
from shared.contracts import CitizenErased, Refused, Reporter, Waits
from tests.fakes.kraftcenter_courses import FakeCourseWorld
from tests.suites.kraftcenter_course_story import KRAFTCENTER, SEL82, CourseStory, oneself, referred
from tests.suites.kraftcenter_courses import PLACE, filled, held
from tests.suites.kraftcenter_story import SOCIALPSYKIATRI


@pytest.fixture
def world() -> FakeCourseWorld:
    return FakeCourseWorld()


@pytest.fixture
async def story(world: FakeCourseWorld) -> CourseStory:
    """A course that takes sign-ups."""
    story = CourseStory(now=world.now)
    await filled(world, story)
    return story


async def test_the_citizen_and_who_may_refer_sign_up(world: FakeCourseWorld, story: CourseStory) -> None:
    """R5, S3: the citizen, and `sel82` for one; neither another citizen nor any other department."""
    citizen = uuid4()
    for by in (KRAFTCENTER, SOCIALPSYKIATRI, oneself(uuid4()), Reporter("drift", "operator")):
        with pytest.raises(Refused) as refused:
            await sign_up(story.sign_up(citizen), by, world.known)
        assert refused.value.status == 403
    assert await sign_up(story.sign_up(citizen), oneself(citizen), world.known) == PLACE
    assert await sign_up(story.sign_up(uuid4()), SEL82, world.known) == PLACE


async def test_kraftcenter_may_sign_off_too(world: FakeCourseWorld, story: CourseStory) -> None:
    """Interface: who signs up signs off, and so does who runs the course; nobody else."""
    for by in (KRAFTCENTER, SEL82, "oneself"):
        citizen = uuid4()
        await sign_up(story.sign_up(citizen), SEL82, world.known)
        for stranger in (SOCIALPSYKIATRI, oneself(uuid4())):
            with pytest.raises(Refused):
                await sign_off(story.course, citizen, stranger, world.known)
        actor = oneself(citizen) if isinstance(by, str) else by
        await sign_off(story.course, citizen, actor, world.known)
        assert len(await world.published(citizen)) == 2


async def test_a_refused_sign_up_looks_nobody_up(world: FakeCourseWorld, story: CourseStory) -> None:
    """C3: not eligible, not even the course is decided on; closed, the citizen is neither read nor locked."""
    await sign_up(story.sign_up(uuid4(), adult=False), SEL82, world.known)
    assert world.known.touched == set()
    await held(world, story, 4)
    assert await sign_up(story.sign_up(uuid4()), SEL82, world.known) == Answer("closed")
    assert world.known.touched == {story.course}


async def test_answers_stand_in_no_repr(story: CourseStory) -> None:
    """C3: whatever shows a sign-up, it does not show what was answered."""
    shown = repr(story.sign_up(uuid4(), adult=False))
    assert "adult" not in shown
    assert "contact" not in shown


async def test_an_unknown_course_takes_nobody(world: FakeCourseWorld) -> None:
    """Interface: 404, before anything is asked of the citizen."""
    story = CourseStory(now=world.now)
    for act in (
        sign_up(story.sign_up(uuid4()), SEL82, world.known),
        sign_off(story.course, uuid4(), SEL82, world.known),
    ):
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.status == 404


async def test_the_referral_is_the_citizens_to_this_offer_and_accepted(
    world: FakeCourseWorld, story: CourseStory
) -> None:
    """C3: accepting gives no place; with another offer's referral, or one that is closed, there is none either."""
    other, closed = referred(uuid4(), story.now), referred(uuid4(), story.now)
    for event in (
        other.referred(from_department="sel82"),
        other.accepted(),
        closed.referred(from_department="sel82", offer="peer-gruppe"),
        closed.accepted(),
        closed.cancelled(),
    ):
        await world.hear(event)
    for path in (other, closed):
        with pytest.raises(Refused) as refused:
            await sign_up(story.sign_up(path.citizen, referral_id=path.referral), SEL82, world.known)
        assert refused.value.errors[0].pointer == "/referral_id"
    with pytest.raises(Waits):
        await sign_up(story.sign_up(uuid4(), referral_id=other.referral), SEL82, world.known)


async def test_a_self_referral_is_the_citizens_own(world: FakeCourseWorld, story: CourseStory) -> None:
    """C3: the citizen or the sender signs up with a referral; of a self-referral nobody is the sender."""
    path = referred(uuid4(), story.now)
    for event in (path.referred(from_department=None, offer="peer-gruppe", origin="self"), path.accepted()):
        await world.hear(event)
    asked = story.sign_up(path.citizen, referral_id=path.referral)
    with pytest.raises(Refused) as refused:
        await sign_up(asked, SEL82, world.known)
    assert refused.value.status == 403
    assert await sign_up(asked, path.oneself, world.known) == PLACE


async def test_the_same_answer_after_the_referral_is_completed(world: FakeCourseWorld, story: CourseStory) -> None:
    """N2: the place completes the referral; asked again, it is still the same place."""
    path = referred(uuid4(), story.now)
    for event in (path.referred(from_department="sel82", offer="peer-gruppe"), path.accepted()):
        await world.hear(event)
    asked = story.sign_up(path.citizen, referral_id=path.referral)
    assert await sign_up(asked, SEL82, world.known) == PLACE
    await world.hear(path.cancelled())
    assert await sign_up(asked, SEL82, world.known) == PLACE
    assert len(await world.published(path.citizen)) == 1


async def test_an_erased_citizen_and_a_course_are_nobody(world: FakeCourseWorld, story: CourseStory) -> None:
    """V3: nothing is learnt of an erased citizen any more; and a course takes no place in itself."""
    path = referred(uuid4(), story.now)
    await world.hear(path.event(CitizenErased()))
    for nobody in (path.citizen, story.course):
        with pytest.raises(Refused) as refused:
            await sign_up(story.sign_up(nobody), SEL82, world.known)
        assert refused.value.problem == "unknown-citizen"
