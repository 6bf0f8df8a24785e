"""The floors on the real Kafka and PostgreSQL, without any of the services that stand on them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.stack import Stack
from shared.postgres import Pool, migrate, migration_folders, open_pool
from shared.runtime import Settings, read_settings
from tests.integration.floors.house import House

_TABLES = (
    "outbox, inbox, dead_letters, waiting, subjects, citizen_keys, timers, receipts, receipt_events, receipt_told, "
    "correction_reach, listening"
)


@pytest.fixture(scope="session")
async def beneath(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A broker and a database server."""
    async with Stack(tmp_path_factory.mktemp("floors"), services=(), parts={"postgres", "kafka"}) as running:
        yield running


@pytest.fixture(scope="session")
async def ground(beneath: Stack) -> Settings:
    """What a service that stands on the floors is told; its database has the floors' tables and the house's own."""
    environment = beneath.environment("kraftcenter")
    folders = migration_folders(Path(__file__).parent / "migrations")
    await migrate(environment["SAMSPIL_MIGRATION_DATABASE_URL"], folders, service_role="kraftcenter")
    return read_settings(environment)


@pytest.fixture(scope="session")
def neighbour(beneath: Stack) -> Settings:
    """What the service is told whose topic is read here."""
    return read_settings(beneath.environment("notifications"))


@pytest.fixture(scope="session")
def auditor(beneath: Stack) -> dict[str, str]:
    """How to read every topic: `username`, `password`."""
    found: dict[str, str] = beneath.endpoints["kafka"]["auditor"]
    return found


@pytest.fixture(scope="session")
async def database(ground: Settings) -> AsyncIterator[Pool]:
    """As the service's own unprivileged role."""
    pool = await open_pool(ground.database_url.get_secret_value(), application_name="tests", max_size=12)
    yield pool
    await pool.close()


@pytest.fixture
async def pool(database: Pool) -> Pool:
    """The database with nothing in it."""
    for table in _TABLES.split(", "):
        await database.execute(f"DELETE FROM {table}")  # noqa: S608 (names above)
    await database.execute("DELETE FROM heard")
    await database.execute("DELETE FROM things")
    return database


@pytest.fixture
async def house(pool: Pool) -> House:
    return House(pool)
