"""No table is forgotten: the database itself is asked which there are."""

import pytest

from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from tests.integration.erasure.tables import uncovered
from tests.integration.owner import owner


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_is_erased_or_holds_nobody(still: Stack, service: str) -> None:
    """V3: a table that is added later is covered by the erasure, or is said to hold nobody."""
    async with owner(still, service) as connection:
        assert await uncovered(connection, service) == (set(), set())


async def test_a_table_nobody_thought_of_is_found(still: Stack) -> None:
    """The check bites: a table with a citizen's id that nobody has named fails it."""
    async with owner(still, "kraftcenter") as connection:
        await connection.execute("CREATE TABLE diaries (citizen_id uuid, sealed bytea)")
        try:
            assert await uncovered(connection, "kraftcenter") == ({"diaries"}, set())
        finally:
            await connection.execute("DROP TABLE diaries")
