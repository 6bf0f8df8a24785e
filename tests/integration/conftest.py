"""A driver for the one stack of the run."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver


@pytest.fixture(scope="session")
async def driver(stack: Stack) -> AsyncIterator[Driver]:
    async with Driver.open(stack) as opened:
        yield opened
