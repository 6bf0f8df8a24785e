"""The suites of the referral service's work, on the real database."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.referral_world import RealWorld
from tests.suites.referral_companionship import *  # noqa: F403  (whatever the suites hold is to be run)
from tests.suites.referral_erasure import *  # noqa: F403
from tests.suites.referral_life import *  # noqa: F403
from tests.suites.referral_reading import *  # noqa: F403
from tests.suites.referral_work import *  # noqa: F403
from tests.suites.referral_world import asked, somebody


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("referral")) as opened:
        yield opened


async def test_silence_that_an_older_version_told_of_climbs(world: RealWorld) -> None:
    """R4: a version that knows level 1 alone starts no further clock; level 2 comes all the same, and then level 3."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.silence_told_by_an_older_version(anna, id_)
    assert set(await world.timers_of(anna)) == {("level2", id_)}
    (late,) = await world.run_out(anna, "level2", id_)
    assert late.data.level == 2
    assert set(await world.timers_of(anna)) == {("level3", id_)}
