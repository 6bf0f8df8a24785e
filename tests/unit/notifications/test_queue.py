"""The suite of the queue, on the fake."""

import pytest

from tests.fakes.notifications_queue import FakeQueue
from tests.suites.notifications_digest import *  # noqa: F403  (as below)
from tests.suites.notifications_held import *  # noqa: F403  (whatever the suite holds is to be run)
from tests.suites.notifications_queue import *  # noqa: F403  (as above)


@pytest.fixture
def queues() -> FakeQueue:
    return FakeQueue()
