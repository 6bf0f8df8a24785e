"""Which tables an erasure covers, and which hold nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.kraftcenter.storage import HELD as KRAFTCENTERS
from services.notifications.storage import HELD as NOTIFICATIONS
from services.referral.storage import HELD as REFERRALS
from shared.identity import Held
from shared.runtime.parts import HELD_BY_ALL

OWN: Mapping[str, Sequence[Held]] = {
    "referral": REFERRALS,
    "kraftcenter": KRAFTCENTERS,
    "notifications": NOTIFICATIONS,
}
"""What each service says it keeps about citizens, beside what the floors say."""

HOLD_NOBODY: Mapping[str, Mapping[str, str]] = {
    "every": {
        "schema_migrations": "which migrations have been run",
        "inbox": "ids of events and places in logs",
        "outbox": "what is decided and leaves before the erasure, at once; then it is empty",
        "subjects": "the tombstone's row: that the pseudonym is erased, and a number",
        "tombstones": "the pseudonym and when, until they are purged",
        "listening": "up to when the service has heard everything",
        "access_checks": "goes with the row of the access log that was checked (ON DELETE CASCADE)",
    },
    "referral": {"overviews": "a year's figures, none of fewer than five citizens"},
    "kraftcenter": {"courses": "a course is no citizen, and does not say who is in it"},
    "notifications": {
        "held": "goes with the delivery (ON DELETE CASCADE)",
        "unread_overdue": "goes with the notice (ON DELETE CASCADE)",
        "rule_versions": "the municipality's changes to who is told",
        "stand_ins": "who looks after a department's inbox",
        "colleagues": "who reads for which team",
        "mutes": "what a coordinator does not want to see",
        "circuits": "whose receiver is away",
        "webhooks": "where an app wants to hear",
        "web_sessions": "a token under a digest, for hours; it opens nothing about who is erased",
    },
}
"""Table → why no row of it is about an erased citizen. A new table stands here, or in the service's `HELD`."""

_TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
"""


def held(service: str) -> tuple[Held, ...]:
    """Everything that an erasure deletes at the service."""
    return (*OWN[service], *HELD_BY_ALL)


async def uncovered(connection: Any, service: str) -> tuple[set[str], set[str]]:
    """Tables of the database of which nobody has said anything; and those named that are not there."""
    there = {row["table_name"] for row in await connection.fetch(_TABLES)}
    named = {rows.table for rows in held(service)} | {*HOLD_NOBODY["every"], *HOLD_NOBODY[service]}
    return there - named, named - there
