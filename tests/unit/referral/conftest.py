import pytest

from tests.fakes.referral import FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()
