"""Managers look at how their own department has read: every read that broke the glass, and some of the others (V2)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from asyncpg import Record

from shared.identity._access_log import reason_in
from shared.identity._keys import Keyring, Unreadable
from shared.postgres import Connection

Outcome = Literal["in_order", "follow_up"]
SAMPLE = 20
"""So many reads a month that did not break the glass are drawn, besides all that did."""

# Drawn by the read's own number, so that asking again gives the same ones. What an inbox shows nobody chose to look up.
_OF_DEPARTMENT = """
SELECT l.id, l.at, l.citizen_id, l.purpose, l.reason, l.service, l.actor, l.role, l.route, l.flagged, k.wrapped,
    c.at AS checked_at, c.checked_by, c.outcome
FROM access_log l LEFT JOIN citizen_keys k USING (citizen_id) LEFT JOIN LATERAL (
    SELECT at, checked_by, outcome FROM access_checks WHERE access_id = l.id ORDER BY seq DESC LIMIT 1
) c ON true
WHERE l.department = $1 AND l.at >= $2 AND l.at < $3 AND l.role IN ('coordinator', 'manager')
AND (l.flagged OR l.id IN (
    SELECT id FROM access_log WHERE department = $1 AND at >= $2 AND at < $3 AND role IN ('coordinator', 'manager')
    AND NOT flagged AND route NOT LIKE '/inbox%' AND route NOT LIKE '/access-log/%'
    ORDER BY hashint8extended(id, hashtextextended($1, extract(epoch FROM $2)::bigint)), id LIMIT $4))
AND ($5::boolean IS NULL OR (l.flagged, l.id) < ($5, $6::bigint))
ORDER BY l.flagged DESC, l.id DESC LIMIT $7
"""
_ONE = """
SELECT actor = $3 AS own FROM access_log WHERE id = $1 AND department = $2 AND role IN ('coordinator', 'manager')
"""
_CHECK = "INSERT INTO access_checks (access_id, outcome, checked_by) VALUES ($1, $2, $3)"


@dataclass(frozen=True, slots=True)
class Checked:
    """The last word on a read, and whose it was."""

    at: datetime
    by: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One read of the department's people. `reason` is why the glass was broken, None where it was not, or the citizen
    has been erased."""

    id: int
    at: datetime
    citizen_id: UUID
    purpose: str
    flagged: bool
    who: str
    role: str
    route: str
    service: str
    checked: Checked | None
    reason: str | None = field(repr=False)


async def spot_checks(
    connection: Connection,
    department: str,
    start: datetime,
    end: datetime,
    keyring: Keyring,
    *,
    after: tuple[bool, int] | None = None,
    limit: int = 50,
) -> Sequence[SpotCheck]:
    """What there is to look at of the reads from `start` to `end`: flagged ones first, then the sample, newest first.

    `after` are `flagged` and `id` of the last one of the page before.
    """
    rows = await connection.fetch(_OF_DEPARTMENT, department, start, end, SAMPLE, *(after or (None, None)), limit)
    return [_from(row, keyring) for row in rows]


async def check_read(connection: Connection, read: int, department: str, by: str, outcome: Outcome) -> bool | None:
    """Notes what a manager found. None where there is no such read of the department's, False where it is their own."""
    row = await connection.fetchrow(_ONE, read, department, by)
    if row is None:
        return None
    if row["own"]:
        return False
    await connection.execute(_CHECK, read, outcome, by)
    return True


async def citizen_of_read(connection: Connection, read: int) -> UUID | None:
    """Whom a read was about."""
    citizen: UUID | None = await connection.fetchval("SELECT citizen_id FROM access_log WHERE id = $1", read)
    return citizen


def _from(row: Record, keyring: Keyring) -> SpotCheck:
    reason = None
    if row["reason"] is not None and row["wrapped"] is not None:
        # Erased meanwhile, or sealed under an earlier key that is gone: the read stays to be looked at.
        with suppress(Unreadable):
            key = keyring.unwrap(row["wrapped"], row["citizen_id"])
            reason = reason_in(row["reason"], keyring, key, row["citizen_id"], row["actor"], row["at"])
    checked = None
    if row["outcome"] is not None:
        checked = Checked(row["checked_at"], row["checked_by"], row["outcome"])
    return SpotCheck(
        id=row["id"],
        at=row["at"],
        citizen_id=row["citizen_id"],
        purpose=row["purpose"],
        flagged=row["flagged"],
        who=row["actor"],
        role=row["role"],
        route=row["route"],
        service=row["service"],
        checked=checked,
        reason=reason,
    )
