"""The notifications database, migrated; no service runs, so that nobody else sends what a test queues."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.identity import Keyring
from shared.postgres import migrate
from shared.runtime import read_settings
from tests.integration.mail.people import People
from tests.integration.notifications_world import RealWorld


@pytest.fixture(scope="package")
async def still(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with Stack(tmp_path_factory.mktemp("mail"), services=(), parts={"postgres"}) as stack:
        owner = stack.environment("notifications")["SAMSPIL_MIGRATION_DATABASE_URL"]
        await migrate(owner, folders("notifications"), service_role="notifications")
        yield stack


@pytest.fixture
async def world(still: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(still.environment("notifications")) as opened:
        yield opened


@pytest.fixture
def keyring(still: Stack) -> Keyring:
    return Keyring(read_settings(still.environment("notifications")).wrapping_key())


@pytest.fixture
async def people(world: RealWorld, keyring: Keyring) -> People:
    await world.pool.execute("DELETE FROM subscriptions")
    await world.pool.execute("DELETE FROM stand_ins")
    return People(world, keyring)
