"""What an earlier version has written is taken care of by the next, on PostgreSQL."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg

from deploy.embedded.stack import Stack
from services.kraftcenter.app import SERVICE
from services.kraftcenter.domain import danish_date
from shared.postgres import migrate, migration_folders
from shared.timers.lengths import end_of
from tests.suites.kraftcenter_real import RealWorld

_FIRST = "0100_kraftcenter.sql"
_BEGUN = """
INSERT INTO interventions
(citizen_id, intervention_id, event_id, loop, department, offer, legal_basis, referral_id, started_on, follow_up_on)
VALUES ($1, $2, $3, $2, 'kraftcenter', 'kraftcenter-traening', NULL, NULL, $4, $5)
"""


async def test_what_was_begun_before_there_were_clocks_gets_one(tmp_path: Path) -> None:
    """R4: a day after the migration the clock is set, to the day agreed or, where that has gone by, to that day."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(SERVICE.migrations / _FIRST, first)
    today = danish_date(datetime.now(UTC))
    agreed = {uuid4(): today + timedelta(days=30), uuid4(): today - timedelta(days=30)}
    citizen = uuid4()
    async with Stack(tmp_path / "stack", services=(), parts={"postgres"}) as stack:
        environment = stack.environment("kraftcenter")
        owner = environment["SAMSPIL_MIGRATION_DATABASE_URL"]
        await migrate(owner, migration_folders(first), service_role="kraftcenter")
        connection = await asyncpg.connect(owner)
        try:
            for intervention, day in agreed.items():
                await connection.execute(_BEGUN, citizen, intervention, uuid4(), today - timedelta(days=60), day)
        finally:
            await connection.close()
        await migrate(owner, migration_folders(SERVICE.migrations), service_role="kraftcenter")
        async with RealWorld.open(environment["SAMSPIL_DATABASE_URL"]) as world:
            timers = await world.timers_of(citizen)
            assert timers.keys() == {("follow_up", intervention) for intervention in agreed}
            for due in timers.values():
                assert timedelta(hours=23) < due - datetime.now(UTC) < timedelta(hours=25)
            for kind, intervention in timers:
                await world.run_out(citizen, kind, intervention)
            assert not await world.published(citizen)
            assert await world.timers_of(citizen) == {
                ("follow_up", intervention): end_of(max(day, today)) for intervention, day in agreed.items()
            }
