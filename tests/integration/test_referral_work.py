"""The suites of the referral service's work, on the real database."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.referral_world import RealWorld
from tests.suites.referral_life import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.referral_reading import *  # noqa: F403
from tests.suites.referral_work import *  # noqa: F403


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("referral")) as opened:
        yield opened
