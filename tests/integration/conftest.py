"""A driver for the one stack of the run."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.driver import Driver


@pytest.fixture(scope="session")
async def driver(endpoints: dict[str, Any]) -> AsyncIterator[Driver]:
    async with Driver.open(endpoints) as opened:
        yield opened
