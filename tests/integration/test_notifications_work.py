"""The suites of the notifications service's work, on the real database."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_asked_again import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.notifications_conflicts import *  # noqa: F403
from tests.suites.notifications_courses import *  # noqa: F403
from tests.suites.notifications_heard_late import *  # noqa: F403
from tests.suites.notifications_knowledge import *  # noqa: F403
from tests.suites.notifications_known import *  # noqa: F403
from tests.suites.notifications_muting import *  # noqa: F403
from tests.suites.notifications_reading import *  # noqa: F403
from tests.suites.notifications_relatives import *  # noqa: F403
from tests.suites.notifications_settling import *  # noqa: F403
from tests.suites.notifications_tending import *  # noqa: F403
from tests.suites.notifications_work import *  # noqa: F403


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("notifications")) as opened:
        yield opened
