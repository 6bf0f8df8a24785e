import pytest

from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import Story


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def story(world: FakeWorld) -> Story:
    return Story(now=world.now)
