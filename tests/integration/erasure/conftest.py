"""Three databases, migrated, and one PostgreSQL: no service runs, so that nothing happens but what a test does."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.messaging.topics import SERVICES
from shared.postgres import migrate


@pytest.fixture(scope="package")
async def still(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with Stack(tmp_path_factory.mktemp("erasure"), services=(), parts={"postgres"}) as stack:
        for service in SERVICES:
            owner = stack.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"]
            await migrate(owner, folders(service), service_role=service)
        yield stack
