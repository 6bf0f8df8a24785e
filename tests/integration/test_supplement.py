"""Closing a referral beside a supplementing offer, on the real database (C5)."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.referral_world import RealWorld
from tests.suites.referral_supplement import *  # noqa: F403  (whatever the suite holds is to be run)


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("referral")) as opened:
        yield opened
