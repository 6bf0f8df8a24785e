"""Everybody who can ask, and a citizen with something of every kind to ask for."""

import pytest

from tests.integration.driver import Driver
from tests.integration.ledger import at_rest
from tests.integration.security.planted import Planted, plant


@pytest.fixture(scope="session")
async def planted(driver: Driver) -> Planted:
    there = await plant(driver)
    await at_rest(driver)
    return there
