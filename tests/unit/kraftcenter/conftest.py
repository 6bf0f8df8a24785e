import pytest

from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import Story


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def story(world: FakeWorld) -> Story:
    return Story(now=world.now)


@pytest.fixture
async def started(world: FakeWorld, story: Story) -> Story:
    """Referred, accepted and begun."""
    for event in (story.referred(), story.accepted()):
        await world.hear(event)
    await world.report(story.start())
    return story


@pytest.fixture
async def reached(world: FakeWorld, started: Story) -> Story:
    """With a goal, and a sub-goal that is reached."""
    for report in (started.set_goal(), started.agree(), started.reach()):
        await world.report(report)
    return started
