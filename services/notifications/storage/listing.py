"""The SQL of an inbox's page: which notices are wanted, in which order, from where on."""

from functools import lru_cache
from typing import Any

from services.notifications.domain.wanted import Wanted
from services.notifications.storage.muting import HEARD
from services.notifications.storage.showing import SHOWN

ASKS = "n.action IS NOT NULL AND n.settled_at IS NULL"
AWAKE = "(n.snoozed_until IS NULL OR n.snoozed_until <= now())"
# As its index has it; not `coalesce`, which a policy's table is not searched by.
_DUE = "CASE WHEN n.due IS NULL THEN 'infinity'::timestamptz ELSE n.due END"
_CONDITIONS = {
    "unread": "n.read_at IS NULL",
    "citizen_id": "n.subject = {}::uuid",
    "department": "n.sender = {}::text",
    "event_type": "n.event_type = {}::text",
    "overdue": f"{ASKS} AND {_DUE} < now()",
    "mine": "n.holder = {}::text",
    "snoozed": "n.snoozed_until > now()",
}
_NEWEST = f"n.seq < coalesce($3::bigint, {2**63 - 1})", "n.seq DESC"
_ASKING = (
    f"""{ASKS} AND ({_DUE}, n.seq) > (
    CASE WHEN $3::bigint IS NULL THEN '-infinity' ELSE coalesce($4::timestamptz, 'infinity') END, coalesce($3, 0))""",
    f"{_DUE}, n.seq",
)


def page(wanted: Wanted, sub: str, asking: bool | None) -> tuple[str, list[Any]]:
    """A listing in one round trip, and what follows the recipients, the limit and the cursor as its parameters.

    It gives where a stream goes on from it, how much is unread, how many match where more than what was read is
    left out, and the notices.
    """
    values = {**{name: getattr(wanted, name) for name in _CONDITIONS}, "mine": sub if wanted.mine else None}
    names = tuple(name for name in _CONDITIONS if values[name])
    said = [values[name] for name in names if "{}" in _CONDITIONS[name]]
    return _page(names, asking, wanted.muted), [*said, sub]


_MATCHING = """(
    SELECT count(*) FROM (SELECT FROM notices n WHERE n.recipient = ANY($1) AND n.in_inbox AND {} LIMIT 1000) m)"""


@lru_cache(maxsize=300)
def _page(names: tuple[str, ...], asking: bool | None, muted: bool) -> str:
    """One recipient at a time, as the index gives their notices in order: otherwise a whole inbox is sorted for a page.

    What a page begins after is compared with a value always, and what is left out is said by conditions of their own,
    each with an index: otherwise a page costs what lies above it, be it read or seen before. Each notice's event is
    looked up by itself: to a plan that does not know the limit it seems cheaper to read all events there are.
    """
    place, order = _ASKING if asking else _NEWEST
    taken = 5 if asking else 4
    only = []
    for name in names:
        only.append(_CONDITIONS[name].format(f"${taken}"))
        taken += "{}" in _CONDITIONS[name]
    if "snoozed" not in names:
        only.append(AWAKE)
    heard = HEARD.format(f"${taken}")
    if not muted:
        only.append(heard)
    wanted = " AND ".join(only)
    of_kind = f" AND NOT ({ASKS})" if asking is False else ""
    matching = _MATCHING.format(wanted) if set(names) - {"unread"} else "NULL::bigint"
    return f"""
SELECT s.snapshot, s.unread, s.matching, p.* FROM (
    SELECT pg_current_snapshot()::text AS snapshot, ({_unread(heard)}) AS unread, {matching} AS matching
) s LEFT JOIN LATERAL (
    SELECT {SHOWN} FROM unnest($1::text[]) AS mine (recipient) CROSS JOIN LATERAL (
        SELECT n.* FROM notices n
        WHERE n.recipient = mine.recipient AND n.in_inbox AND {wanted} AND {place}{of_kind}
        ORDER BY {order} LIMIT $2
    ) n CROSS JOIN LATERAL (SELECT * FROM events WHERE event_id = n.event_id OFFSET 0) e ORDER BY {order} LIMIT $2
) p ON true
"""  # noqa: S608 (as above)


def _unread(heard: str) -> str:
    return f"""
SELECT count(*) FROM (
    SELECT FROM notices n WHERE n.recipient = ANY($1) AND n.read_at IS NULL AND n.in_inbox AND {AWAKE} AND {heard}
    LIMIT 1000) u
"""  # noqa: S608 (as above)


UNREAD = _unread(HEARD.format("$2"))
"""How much is unread, by the recipients and the reader; a thousand for more."""
