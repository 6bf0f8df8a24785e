"""Migrations that start at the same time."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.stack import Stack
from services.notifications import app
from shared.postgres import migrate, migration_folders

NOTIFICATIONS = Path(app.__file__).parent / "migrations"
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


async def test_an_index_that_was_cut_short_is_made_again(beneath: Stack, tmp_path: Path) -> None:
    """Upgrades: what a killed run has left of an index holds its name and finds nothing; no hand is needed to go on."""
    (tmp_path / "9011_rests.sql").write_text(_TABLE.replace("marks", "rests"))
    url = beneath.environment("kraftcenter")["SAMSPIL_MIGRATION_DATABASE_URL"]
    assert await migrate(url, [tmp_path]) == ["9011_rests"]
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("INSERT INTO rests VALUES (1), (1)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("CREATE UNIQUE INDEX CONCURRENTLY rests_id ON rests (id)")
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'rests_id'::regclass"
        assert not await connection.fetchval(valid)
        (tmp_path / "9012_rests_id.sql").write_text(_INDEX.replace("marks", "rests"))
        assert await migrate(url, [tmp_path]) == ["9012_rests_id"]
        assert await connection.fetchval(valid)
    finally:
        await connection.close()


async def test_a_database_that_ran_the_earlier_files_goes_on(beneath: Stack, tmp_path: Path) -> None:
    """Upgrades: 0171 and 0176 made indexes that files of their own make now; where they are there, those pass."""
    url = beneath.environment("notifications")["SAMSPIL_MIGRATION_DATABASE_URL"]
    files = list(NOTIFICATIONS.glob("018[0-5]_*.sql"))
    await migrate(url, migration_folders(NOTIFICATIONS))
    connection = await asyncpg.connect(url)
    try:
        numbers = [path.name[:4] for path in files]
        await connection.execute("DELETE FROM schema_migrations WHERE version = ANY ($1)", numbers)
        assert sorted(await migrate(url, migration_folders(NOTIFICATIONS))) == sorted(path.stem for path in files)
    finally:
        await connection.close()
    assert len(files) == 6
