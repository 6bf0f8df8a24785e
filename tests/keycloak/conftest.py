"""One stack for these tests, with Keycloak where the small issuer stands otherwise."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.part import CannotStart
from deploy.embedded.plan import PARTS
from deploy.embedded.stack import Stack
from tests.browser.conftest import chromium
from tests.integration.driver import Driver

__all__ = ["chromium"]


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The whole system but for its traces; what cannot be had ends the run with one line."""
    running = Stack(tmp_path_factory.mktemp("keycloak"), parts=PARTS - {"zipkin"}, identity="keycloak")
    try:
        await running.start()
    except CannotStart as error:
        pytest.exit(str(error), returncode=1)
    yield running
    await running.stop()


@pytest.fixture(scope="session")
async def driver(stack: Stack) -> AsyncIterator[Driver]:
    """Apps and stand-ins with tokens from Keycloak."""
    async with Driver.open(stack) as opened:
        yield opened
