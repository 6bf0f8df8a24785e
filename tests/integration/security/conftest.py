"""Everybody who can ask, and a citizen with something of every kind to ask for."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.security.planted import Planted, plant

_CHOSEN = "mutes", "subscriptions", "stand_ins"
_RELATIVES = "UPDATE designations SET quiet = NULL WHERE quiet IS NOT NULL"
_SNOOZED = "UPDATE notices SET snoozed_until = NULL, snoozed_by = NULL WHERE snoozed_until IS NOT NULL"


@pytest.fixture(scope="session")
async def planted(driver: Driver) -> Planted:
    there = await plant(driver)
    await at_rest(driver)
    return there


@pytest.fixture(scope="package", autouse=True)
async def as_it_was(stack: Stack, driver: Driver) -> AsyncIterator[None]:
    """What is made up is sometimes right: what people chose by it, and the rules, are put back for whoever comes after
    (an inbox with a muted type is told of, and does not show it)."""
    yield
    async with owner(stack, "notifications") as connection:
        for table in _CHOSEN:
            await connection.execute(f"DELETE FROM {table}")  # noqa: S608 (named above)
        await connection.execute(_RELATIVES)
        await connection.execute(_SNOOZED)
    bearer = await driver.bearer("henrik")
    address = f"{driver.endpoints['notifications']}/rules"
    now = (await driver.client.get(address, headers=bearer)).json()
    if now["changes"]:
        answer = await driver.client.put(address, headers=bearer, json={"version": now["version"], "changes": []})
        assert answer.status_code == 200, answer.text
