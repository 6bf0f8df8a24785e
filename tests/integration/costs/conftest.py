"""Every service's own database, migrated, and Kafka; no service runs, so that nothing is asked but what a test asks."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.messaging.topics import SERVICES
from shared.postgres import migrate
from tests.integration.costs.counting import Counted


@pytest.fixture(scope="package")
async def quiet(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with Stack(tmp_path_factory.mktemp("costs"), services=(), parts={"postgres", "kafka"}) as stack:
        for service in SERVICES:
            owner = stack.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"]
            await migrate(owner, folders(service), service_role=service)
        yield stack


@pytest.fixture(scope="package", params=SERVICES)
async def counted(quiet: Stack, request: pytest.FixtureRequest) -> AsyncIterator[Counted]:
    """Each service in turn."""
    async with Counted.open(request.param, quiet.environment(request.param)) as opened:
        yield opened
