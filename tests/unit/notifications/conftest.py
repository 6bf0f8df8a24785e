import pytest

from tests.fakes.notifications import FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()
