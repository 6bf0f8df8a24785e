"""The second wall leaves a page of the inbox its index: policies are found once a statement, and hold nothing up."""

from itertools import pairwise
from typing import Any

import pytest

from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.storage import inbox, listing
from shared.identity import reading
from tests.integration.notifications_world import RealWorld as Notifications
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
