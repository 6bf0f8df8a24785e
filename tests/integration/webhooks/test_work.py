"""The suite of deliveries as part of a decision, on the real database."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_deliveries import *  # noqa: F403  (whatever the suite holds is to be run)


@pytest.fixture
async def world(still: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(still.environment("notifications")) as opened:
        yield opened
