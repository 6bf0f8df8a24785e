"""The suite of the municipality's rules, on the fake."""

import pytest

from tests.fakes.notifications_rulebook import FakeRulebook
from tests.suites.notifications_rulebook import *  # noqa: F403  (whatever the suite holds is to be run)


@pytest.fixture
def book() -> FakeRulebook:
    return FakeRulebook()
