"""What a list of a department's own interventions costs."""

from uuid import uuid4

from deploy.embedded.stack import Stack
from services.kraftcenter.ports import Wanted
from tests.integration.costs.counting import Counted
from tests.integration.costs.numbers import PAGE_OF_INTERVENTIONS
from tests.suites.kraftcenter_own import begun_alone
from tests.suites.kraftcenter_real import RealWorld
from tests.suites.kraftcenter_story import KRAFTCENTER, Story, look


async def test_a_page_costs_the_same_however_much_is_on_it(quiet: Stack) -> None:
    """Reading: one transaction, in which the rows of the access log are one statement, too (V2)."""
    async with Counted.open("kraftcenter", quiet.environment("kraftcenter")) as counted:
        world = RealWorld(counted.pool, counted.parts)
        for more in (1, 12):
            for _ in range(more):
                await begun_alone(world, Story(), [uuid4()])
            with counted.statements.counted() as asked:
                found = await world.interventions(look(KRAFTCENTER), Wanted(limit=50))
            assert len({seen.citizen_id for seen in found}) >= more
            assert asked.cost == PAGE_OF_INTERVENTIONS, str(asked)
