"""The three services' databases on a PostgreSQL of their own: nothing runs on them but what a test does."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.messaging.topics import SERVICES
from shared.postgres import migrate
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter


@pytest.fixture(scope="module")
async def databases(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with Stack(tmp_path_factory.mktemp("reading"), services=(), parts={"postgres"}) as stack:
        for service in SERVICES:
            owner = stack.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"]
            await migrate(owner, folders(service), service_role=service)
        yield stack


@pytest.fixture
async def referral(databases: Stack) -> AsyncIterator[Referral]:
    async with Referral.open(databases.environment("referral")) as opened:
        yield opened


@pytest.fixture
async def kraftcenter(databases: Stack) -> AsyncIterator[Kraftcenter]:
    async with Kraftcenter.open(databases.environment("kraftcenter")["SAMSPIL_DATABASE_URL"]) as opened:
        yield opened


@pytest.fixture
async def notifications(databases: Stack) -> AsyncIterator[Notifications]:
    async with Notifications.open(databases.environment("notifications")) as opened:
        yield opened
