"""What hearing of other services' events costs."""

import pytest

from deploy.embedded.stack import Stack
from tests.integration.costs.counting import Counted
from tests.integration.costs.numbers import BATCH_HEARD_BEFORE, BATCH_OF_EVENTS, BATCH_WITH_NEWCOMERS, EVENTS
from tests.integration.costs.words import brought_in, citizens, heard, in_batches


@pytest.mark.parametrize("size", [500, 5])
async def test_a_batch_costs_the_same_whatever_is_in_it(counted: Counted, size: int) -> None:
    """Reading: one transaction a batch, whose statements do not grow with the events or the citizens in it.

    The same batch once more ends at the inbox.
    """
    read = counted.parts.reader.read
    batches = in_batches(size, await heard(counted, await citizens(counted, EVENTS)))
    with counted.statements.counted() as asked:
        for batch in batches:
            await read(batch)
    assert asked.cost == BATCH_OF_EVENTS[counted.service] * len(batches), str(asked)
    waiting = await counted.pool.fetchval("SELECT count(*) FROM waiting")
    dead = await counted.pool.fetchval("SELECT count(*) FROM dead_letters")
    assert (waiting, dead) == (0, 0)

    with counted.statements.counted() as again:
        for batch in batches:
            await read(batch)
    assert again.cost == BATCH_HEARD_BEFORE[counted.service] * len(batches), str(again)


async def test_newcomers_cost_a_batch_one_statement(quiet: Stack) -> None:
    """I2: whoever comes into a loop gets what it had before: it is looked up once a batch, however many come."""
    async with Counted.open("notifications", quiet.environment("notifications")) as counted:
        batches = in_batches(500, await brought_in(counted, await citizens(counted, EVENTS)))
        before = await counted.pool.fetchval("SELECT count(*) FROM notices")
        with counted.statements.counted() as asked:
            for batch in batches:
                await counted.parts.reader.read(batch)
        assert asked.cost == BATCH_WITH_NEWCOMERS * len(batches), str(asked)
        caught_up = await counted.pool.fetchval("SELECT count(*) FROM notices WHERE because = 'newcomer'")
        assert caught_up == EVENTS * 2 < await counted.pool.fetchval("SELECT count(*) FROM notices") - before
