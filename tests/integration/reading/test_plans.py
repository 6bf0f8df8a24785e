"""The second wall leaves a page its index: policies are found once a statement, and hold nothing up."""

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import asyncpg
import pytest

from deploy.embedded.stack import Stack
from services.kraftcenter.storage import reads as interventions_reads
from services.kraftcenter.storage.load import _LOAD, _NEXT
from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.storage import inbox, listing
from shared.identity import reading
from tests.integration.notifications_world import RealWorld as Notifications
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.notifications_story import of

_POSITION = "1:1:"


def _page(wanted: Wanted = EVERYTHING, asking: bool | None = None) -> tuple[str, tuple[Any, ...]]:
    sql, values = listing.page(wanted, "anne", asking)
    return sql, (51, 7, *((None,) if asking else ()), *values)


_PAGES = {
    "newest": (*_page(), "notices_inbox"),
    "unread": (*_page(Wanted(unread=True)), "notices_unread_newest"),
    "asking": (*_page(asking=True), "notices_asks"),
    "stream": (inbox._NEWER, (_POSITION, None, 0, 200, "sub", False), "notices_live"),
}


_MANY = """
INSERT INTO notices (id, event_id, subject, correlationid, recipient, channel, because, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'department:kraftcenter', 'inbox',
    'involved', now() FROM generate_series(1, 3000)
"""


@pytest.mark.parametrize("page", _PAGES)
async def test_a_page_is_found_by_its_index_behind_the_wall(notifications: Notifications, page: str) -> None:
    """I1: who reads, and where the page begins, are both conditions on the index, at many notices too."""
    sql, args, index = _PAGES[page]
    if page == "stream":
        # Of few rows every index of a recipient's is as good; of many, what came since is few.
        await notifications.pool.execute(_MANY)
    async with reading(notifications.pool, of("kraftcenter")) as connection:
        # Without rows a plan reads the table; what it could use is seen where it may not.
        await connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
        plan = [
            row[0] for row in await connection.fetch(f"EXPLAIN (COSTS OFF) {sql}", ["department:kraftcenter"], *args)
        ]
    place = {"stream": "xid >= ", "asking": "ROW(", "newest": "seq < ", "unread": "seq < "}[page]
    searched = [below for line, below in pairwise(plan) if f"using {index} on notices" in line]
    assert any("recipient = " in condition and place in condition for condition in searched), "\n".join(plan)


_OWN = {
    "running": (interventions_reads._RUNNING[None], "interventions_running", "event_id < "),
    "overdue": (interventions_reads._RUNNING[True], "interventions_overdue", "event_id < "),
    "ended": (interventions_reads._ENDED, "interventions_ended", "ended_on >= "),
}
# Of five departments, most has ended long ago; some of what runs is overdue.
_INTERVENTIONS = """
INSERT INTO interventions (citizen_id, intervention_id, event_id, loop, department, offer, started_on, follow_up_on,
    ended_on, follow_up_due, overdue_level)
SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'plan-' || n % 5,
    'kraftcenter-hjaelp', '2020-01-01', '2020-02-01', CASE WHEN n % 50 >= 5 THEN '2020-03-01'::date END, now(),
    CASE WHEN n % 500 < 5 THEN 1 ELSE 0 END
FROM generate_series(1, 20000) AS n
"""


@pytest.fixture
async def many(kraftcenter: Kraftcenter, databases: Stack) -> AsyncIterator[Kraftcenter]:
    owner = await asyncpg.connect(databases.environment("kraftcenter")["SAMSPIL_MIGRATION_DATABASE_URL"])
    try:
        await owner.execute(_INTERVENTIONS)
        await owner.execute("VACUUM ANALYZE interventions")
        yield kraftcenter
        await owner.execute("DELETE FROM interventions WHERE department LIKE 'plan-%'")
    finally:
        await owner.close()


@pytest.mark.parametrize("which", _OWN)
async def test_a_departments_own_are_found_by_an_index_behind_the_wall(many: Kraftcenter, which: str) -> None:
    """I1: which they are and where the page begins are conditions on an index that holds no others: what has ended over
    the years is not read to find what runs."""
    condition, index, place = _OWN[which]
    async with reading(many.pool, of("plan-1")) as connection:
        rows = await connection.fetch(
            f"EXPLAIN (COSTS OFF) {interventions_reads._OWN % condition}", "plan-1", None, None, 51
        )
    plan = [row[0] for row in rows]
    used = [below for line, below in pairwise(plan) if f" {index}" in line]
    assert any("department = " in below and place in below for below in used), "\n".join(plan)


async def test_what_runs_is_counted_without_what_has_ended(many: Kraftcenter) -> None:
    """The figures of all departments, and when the next follow-up is owed, are read from what runs alone."""
    for sql, args in ((_LOAD, ()), (_NEXT, ("plan-1",))):
        plan = [row[0] for row in await many.pool.fetch(f"EXPLAIN (COSTS OFF) {sql}", *args)]
        assert any("interventions_running" in line for line in plan), "\n".join(plan)
