"""What holds of the kraftcenter service in memory holds on PostgreSQL, as the service's own unprivileged role."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from services.kraftcenter.app import SERVICE
from shared.postgres import migrate, migration_folders
from tests.suites.kraftcenter_interventions import InterventionsSuite
from tests.suites.kraftcenter_own import OwnInterventionsSuite, listed
from tests.suites.kraftcenter_real import RealWorld
from tests.suites.kraftcenter_story import KRAFTCENTER, Story
from tests.suites.kraftcenter_work import KraftcenterWorkSuite, story, told

__all__ = ["TestRealInterventions", "TestRealOwnInterventions", "TestRealWork", "story"]


@pytest.fixture(scope="module")
async def database_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A database of its own: no service runs on it, so that nothing takes the events out of the outbox."""
    async with Stack(tmp_path_factory.mktemp("kraftcenter"), services=(), parts={"postgres"}) as stack:
        environment = stack.environment("kraftcenter")
        owner = environment["SAMSPIL_MIGRATION_DATABASE_URL"]
        await migrate(owner, migration_folders(SERVICE.migrations), service_role="kraftcenter")
        yield environment["SAMSPIL_DATABASE_URL"]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(database_url) as opened:
        yield opened


class TestRealInterventions(InterventionsSuite):
    """The suite on the real world."""


class TestRealOwnInterventions(OwnInterventionsSuite):
    """The suite on the real world."""

    async def test_what_ended_long_ago_is_on_no_list(self, world: RealWorld, story: Story) -> None:
        """I1: an ended one is listed for as long as a closed loop may be read."""
        await told(world, story)
        await world.report(story.end())
        assert await listed(world, KRAFTCENTER, story, state="ended") == [story.intervention]
        await world.pool.execute(
            "UPDATE interventions SET ended_on = ended_on - 91 WHERE citizen_id = $1", story.citizen
        )
        assert await listed(world, KRAFTCENTER, story, state="ended") == []


class TestRealWork(KraftcenterWorkSuite):
    """The suite on the real world."""

    async def test_words_are_kept_sealed(self, world: RealWorld, story: Story) -> None:
        """V1: what the citizen said stands nowhere in clear, neither in a row of ours nor on its way out."""
        await told(world, story)
        kept = await world.pool.fetchval("SELECT sealed FROM words WHERE citizen_id = $1 LIMIT 1", story.citizen)
        assert kept
        for table in ("words", "sub_goals", "outbox", "receipts"):
            # A column of bytes shows as hexadecimal digits.
            for row in await world.pool.fetch(f"SELECT t::text AS shown FROM {table} t"):  # noqa: S608 (names above)
                assert not any(words in row["shown"] for words in ("bussen", b"bussen".hex()))

    async def test_starts_at_the_same_time_make_one_intervention(self, world: RealWorld, story: Story) -> None:
        """R2: a referral gets one intervention, also when several starts are decided at once."""
        for event in (story.referred(), story.accepted()):
            await world.hear(event)
        starts = [world.report(story.start(intervention_id=uuid4())) for _ in range(4)]
        answers = await asyncio.gather(*starts, return_exceptions=True)
        assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Refused", "Refused", "str"]
        assert len(await world.published(story.citizen)) == 1
