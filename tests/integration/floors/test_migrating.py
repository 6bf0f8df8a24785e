"""Migrations that start at the same time."""

import asyncio
from pathlib import Path

import asyncpg

from deploy.embedded.stack import Stack
from shared.postgres import migrate

_TABLE = "-- migrate:up\nCREATE TABLE marks (id int);\n-- migrate:down\n"
_INDEX = "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY marks_id ON marks (id);\n-- migrate:down\n"


async def test_an_index_made_concurrently_waits_for_no_other_migration(beneath: Stack, tmp_path: Path) -> None:
    """Upgrades: of many that start at once one runs, and the others, who wait for it, do not keep it from ending."""
    (tmp_path / "9001_marks.sql").write_text(_TABLE)
    (tmp_path / "9002_marks_id.sql").write_text(_INDEX)
    url = beneath.environment("referral")["SAMSPIL_MIGRATION_DATABASE_URL"]
    async with asyncio.timeout(60):
        done = await asyncio.gather(*(migrate(url, [tmp_path]) for _ in range(4)))
    assert sorted(done) == [[], [], [], ["9001_marks", "9002_marks_id"]]
    connection = await asyncpg.connect(url)
    try:
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'marks_id'::regclass"
        assert await connection.fetchval(valid)
    finally:
        await connection.close()
