"""Somebody accepts an invitation while the citizen says otherwise, on the real database."""

import asyncio
from uuid import uuid4

from services.notifications.storage import PostgresAcceptance
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_invitations import invited, signed_in, the_token
from tests.suites.notifications_story import changing, citizen, says
from tests.suites.notifications_world import inbox

_BOUND = "SELECT count(*) FROM bindings WHERE citizen_id = $1"


async def test_a_change_made_meanwhile_knows_of_the_acceptance(world: RealWorld) -> None:
    """P1: another address is another person, also for whoever accepts in that moment and is written first."""
    anna, eva = uuid4(), signed_in()
    fact = await invited(world, anna)
    token = await the_token(world, anna)
    change = says(citizen(anna), anna, changing(fact.designation_id), email="ida@example.org")
    async with world.pool.acquire() as connection:
        async with connection.transaction():
            assert await PostgresAcceptance(connection).accept(token, eva.name)  # type: ignore[arg-type]  # one of the pool's
            changed = asyncio.create_task(world.report(change))
            done, _ = await asyncio.wait({changed}, timeout=0.5)
            assert not done
        await changed
    assert await world.pool.fetchval(_BOUND, anna) == 0
    assert await inbox(world, eva, anna) == []


async def test_an_acceptance_made_meanwhile_knows_of_the_change(world: RealWorld) -> None:
    """P1: the earlier link ends with the change, also for whoever follows it in that moment."""
    anna, eva = uuid4(), signed_in()
    await invited(world, anna)
    token = await the_token(world, anna)
    async with world.pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("UPDATE subjects SET revision = revision + 1 WHERE subject = $1", anna)
            await connection.execute("DELETE FROM invitations WHERE citizen_id = $1", anna)
            accepting = asyncio.create_task(world.acceptance.accept(token, eva.name))
            done, _ = await asyncio.wait({accepting}, timeout=0.5)
            assert not done
        assert not await accepting
    assert await world.pool.fetchval(_BOUND, anna) == 0
