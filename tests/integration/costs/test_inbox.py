"""What an inbox costs: nothing of it grows with what lies in it, whatever is looked for."""

import json
from collections.abc import AsyncIterator
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest

from deploy.embedded.stack import Stack
from services.notifications.domain.wanted import Wanted
from services.notifications.storage import listing
from services.notifications.storage.filling import fill
from shared.identity import reading
from shared.postgres import Pool, open_pool
from tests.suites.notifications_story import of

TEAM = "department:kraftcenter"
CITIZEN = UUID("7a1b2c3d-0000-4000-8000-000000000001")
_NOTICES = 40_000
# Most are read and settled news from one department about many citizens; the few that are looked for lie at the bottom.
_FILL = """
WITH told AS (
    INSERT INTO events (
        event_id, subject, type, source, department, causationid, correlationid, time, registeredtime, version, data)
    SELECT gen_random_uuid(), CASE WHEN n <= 5 THEN $2 ELSE gen_random_uuid() END,
        CASE WHEN n <= 5 THEN 'dk.samspil.besked.kvitteret.v1' ELSE 'dk.samspil.henvisning.afvist.v1' END, 'test',
        CASE WHEN n <= 5 THEN 'svr' ELSE 'socialpsykiatri' END, gen_random_uuid(), gen_random_uuid(), now(), now(), n,
        '{}'
    FROM generate_series(1, $3::integer) AS n RETURNING event_id, subject, version
)
INSERT INTO notices (
    id, event_id, subject, correlationid, recipient, channel, action, due, because, created_at, read_at,
    settled_at, snoozed_until, holder)
SELECT gen_random_uuid(), event_id, subject, gen_random_uuid(), $1, 'inbox',
    CASE WHEN version % 40 = 1 THEN 'answer' END, now() - interval '1 day', 'involved', now(),
    CASE WHEN version > 5 THEN now() END, CASE WHEN version > 5 THEN now() END,
    CASE WHEN version = 2 THEN now() + interval '1 day' END, CASE WHEN version <= 3 THEN 'anne' END
FROM told ORDER BY version
"""
FILTERS: dict[str, Any] = {
    "unread": True,
    "citizen_id": CITIZEN,
    "department": "svr",
    "event_type": "dk.samspil.besked.kvitteret.v1",
    "overdue": True,
    "mine": True,
    "snoozed": True,
    "muted": True,
}


@pytest.fixture(scope="module")
async def full(quiet: Stack) -> AsyncIterator[Pool]:
    """A team's inbox with everything in it, as a version before this one left it, and then filled in."""
    owner = quiet.environment("notifications")["SAMSPIL_MIGRATION_DATABASE_URL"]
    pool = await open_pool(owner, application_name="tests")
    try:
        await pool.execute(_FILL, TEAM, CITIZEN, _NOTICES)
        filled = 0
        while some := await fill(pool):
            filled += some
        assert filled >= _NOTICES
        await pool.execute("VACUUM ANALYZE notices")
        await pool.execute("VACUUM ANALYZE events")
        yield pool
    finally:
        await pool.execute("TRUNCATE notices, events CASCADE")
        await pool.close()


@pytest.fixture(scope="module")
async def reader_pool(full: Pool, quiet: Stack) -> AsyncIterator[Pool]:
    """As the service reads for people: behind the policies, which must leave each filter its index."""
    pool = await open_pool(quiet.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="tests")
    yield pool
    await pool.close()


def test_every_filter_is_looked_at() -> None:
    """A filter that is added is measured too."""
    assert {each.name for each in fields(Wanted)} == FILTERS.keys()


@pytest.mark.parametrize("asking", [None, True, False])
@pytest.mark.parametrize("name", FILTERS)
async def test_every_filter_has_an_index(reader_pool: Pool, name: str, asking: bool | None) -> None:
    """Speed: whatever is looked for, an inbox of any size is answered out of an index, and few rows are read for it."""
    async with reading(reader_pool, of("kraftcenter")) as connection:
        plan, read = await _planned(connection, Wanted(**{name: FILTERS[name]}), asking)
    assert "Seq Scan on notices" not in plan
    assert read < _NOTICES / 50, plan


async def test_without_its_index_a_filter_reads_the_inbox(full: Pool) -> None:
    """The check bites: what is left without the index is far more than the bound."""
    async with full.acquire() as connection:
        change = connection.transaction()
        await change.start()
        await connection.execute("DROP INDEX notices_sender")
        _, read = await _planned(connection, Wanted(department="svr"), None)
        await change.rollback()
    assert read > _NOTICES / 50


async def _planned(connection: Any, wanted: Wanted, asking: bool | None) -> tuple[str, int]:
    """How the page is found, and how many rows of notices were read for it, those passed over included."""
    sql, values = listing.page(wanted, "anne", asking)
    cursor = (None, None) if asking else (None,)
    await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    explained = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", [TEAM], 26, *cursor, *values)
    nodes: list[dict[str, Any]] = []
    left = [json.loads(explained)[0]["Plan"]]
    while left:
        node = left.pop()
        nodes.append(node)
        left += node.get("Plans", [])
    of_notices = [node for node in nodes if node.get("Relation Name") == "notices"]
    read = sum(
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in of_notices
    )
    plan = " ".join(f"{node['Node Type']} on notices" for node in of_notices)
    return plan, int(read)
