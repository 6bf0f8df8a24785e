"""The queue's other end: deliveries taken by whoever sends, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from asyncpg import Record

from services.notifications.domain.circuit import CLOSED, Circuit
from services.notifications.domain.delivery import PATIENCE, Delivery, Outcome, Status, step
from services.notifications.domain.quiet import digest_of
from services.notifications.domain.recipient import parse
from services.notifications.ports import Claim
from shared.postgres import Connection, Pool, transaction

# The lanes are found by leaping through the index from one to the next. Of each no more than it has room for is taken,
# one where it is being probed, none while its circuit is open; but one whose day is over has its last try all the same.
_CLAIM = """
WITH RECURSIVE leap (lane) AS (
    (SELECT d.lane FROM deliveries d WHERE d.status = 'queued' ORDER BY d.lane LIMIT 1)
    UNION ALL
    SELECT (SELECT d.lane FROM deliveries d WHERE d.status = 'queued' AND d.lane > leap.lane ORDER BY d.lane LIMIT 1)
    FROM leap WHERE leap.lane IS NOT NULL
), lanes AS (
    SELECT leap.lane, c.open_until IS NOT NULL AS tripped, coalesce(c.open_until > now(), false) AS open,
        $2::int - coalesce(f.flying, 0) AS places,
        (CASE WHEN c.open_until IS NULL THEN $2::int ELSE 1 END) - coalesce(f.flying, 0) AS room
    FROM leap LEFT JOIN circuits c USING (lane) LEFT JOIN unnest($3::text[], $4::int[]) AS f (lane, flying) USING (lane)
    WHERE leap.lane IS NOT NULL
), near AS MATERIALIZED (
    SELECT lanes.lane, lanes.room, lanes.tripped, q.id, q.next_at FROM lanes CROSS JOIN LATERAL (
        SELECT d.id, d.next_at FROM deliveries d
        WHERE d.lane = lanes.lane AND d.status = 'queued' AND d.next_at <= now()
        ORDER BY d.next_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ) q WHERE NOT lanes.open AND lanes.room > 0
), due AS (
    SELECT id, lane, tripped, false AS held FROM (
        SELECT *, row_number() OVER (PARTITION BY lane ORDER BY next_at) AS turn FROM near
    ) n WHERE turn <= room ORDER BY turn, next_at LIMIT $1
), overdue AS MATERIALIZED (
    SELECT d.id, d.lane FROM deliveries d JOIN lanes USING (lane)
    WHERE d.status = 'queued' AND d.created_at <= now() - $6::interval AND d.next_at <= now() AND lanes.open
    AND lanes.places > 0
    AND NOT EXISTS (SELECT FROM held h WHERE h.delivery_id = d.id AND h.until > now() - $6::interval)
    ORDER BY d.created_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED
), taken AS (
    SELECT id, held FROM due UNION ALL SELECT id, true FROM overdue LIMIT $1
), probed AS (
    UPDATE circuits SET probing = true, open_until = now() + $5::interval
    WHERE lane IN (SELECT lane FROM due WHERE tripped)
)
UPDATE deliveries d SET lease = $7, next_at = now() + $5::interval, attempts = d.attempts + 1,
    since = coalesce(d.since, CASE WHEN taken.held THEN d.created_at ELSE now() END)
FROM taken WHERE d.id = taken.id
RETURNING d.id, d.channel, d.recipient, d.event_id, d.event_type, d.subject, d.correlationid, d.because,
    d.traceparent, d.attempts, d.since,
    (SELECT h.digest FROM held h WHERE h.delivery_id = d.id AND h.until <= now()) AS digest
"""
# Who comes for the digest second takes all of it; the first, seeing that another has some of it, lets go of its own.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('digest ' || $1::uuid, 0))"
_ANOTHERS = """
SELECT EXISTS (SELECT FROM held h JOIN deliveries d ON d.id = h.delivery_id
WHERE h.digest = $1 AND d.status = 'queued' AND d.lease <> $2 AND d.next_at > now())
"""
_LET_GO = """
UPDATE deliveries d SET lease = NULL, next_at = now() + '1 second', attempts = d.attempts - 1,
    since = CASE WHEN d.attempts <= 1 THEN NULL ELSE d.since END
FROM held h WHERE h.delivery_id = d.id AND h.digest = $1 AND d.lease = $2
"""
_TOGETHER = """
WITH members AS (
    SELECT d.id FROM held h JOIN deliveries d ON d.id = h.delivery_id
    WHERE h.digest = $1 AND d.status = 'queued' ORDER BY d.id FOR UPDATE OF d
)
UPDATE deliveries d SET next_at = now() + $3::interval, since = coalesce(d.since, now()), lease = $2,
    attempts = d.attempts + CASE WHEN d.lease = $2 THEN 0 ELSE 1 END
FROM members WHERE d.id = members.id
RETURNING d.id, d.channel, d.recipient, d.event_id, d.event_type, d.subject, d.correlationid, d.because,
    d.traceparent, d.attempts, d.since, $1 AS digest
"""
# What is late by then is not held any more, and joins nothing that has gone out.
_HOLD = """
WITH given AS (
    UPDATE deliveries d SET next_at = greatest(u.until, now()), lease = NULL, attempts = d.attempts - 1,
        since = CASE WHEN d.attempts <= 1 THEN NULL ELSE d.since + greatest(u.until - now(), '0') END
    FROM unnest($1::uuid[], $4::uuid[]) AS u0 (id, digest), (SELECT $3::timestamptz AS until) u
    WHERE d.id = u0.id AND d.lease = $2 AND d.status = 'queued' RETURNING d.id, u0.digest, u.until
)
INSERT INTO held (delivery_id, until, digest) SELECT id, until, digest FROM given WHERE until > now()
ON CONFLICT (delivery_id) DO UPDATE SET until = excluded.until, digest = excluded.digest
"""
_CIRCUIT = "SELECT failures, trips, open_until, probing FROM circuits WHERE lane = $1 FOR UPDATE"
_KEEP = """
INSERT INTO circuits (lane, failures, trips, open_until, probing) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (lane) DO UPDATE SET failures = excluded.failures, trips = excluded.trips,
    open_until = excluded.open_until, probing = excluded.probing
"""
# A probe that was answered, though it says nothing of the lane, reached whoever is there; one that says nothing at all,
# or was not sent, makes way for the next.
_ANSWERED = "DELETE FROM circuits WHERE lane = $1 AND probing"
_UNSAID = "UPDATE circuits SET probing = false, open_until = now() WHERE lane = $1 AND probing"
# While it was tried its citizen may have been erased, and the delivery with them.
_ATTEMPT = """
INSERT INTO delivery_attempts (delivery_id, at, code, status, ms)
SELECT d.id, $2, $3, $4, $5 FROM deliveries d WHERE d.id = $1 FOR KEY SHARE
"""
# Whoever holds the lease no more has nothing to say of the delivery: another one is trying it.
_MOVE = """
UPDATE deliveries SET status = $3, next_at = coalesce($4, next_at), lease = NULL, code = $5,
    done_at = CASE WHEN $3 = 'queued' THEN NULL ELSE now() END
WHERE id = $1 AND lease = $2 AND status = 'queued'
"""
_COUNTS = """
SELECT d.channel, count(*) AS queued,
    extract(epoch FROM now() - min(greatest(d.created_at, coalesce(h.until, d.created_at))))::float8 AS oldest
FROM deliveries d LEFT JOIN held h ON h.delivery_id = d.id
WHERE d.status = 'queued' AND (h.until IS NULL OR h.until <= now()) GROUP BY d.channel
"""


class PostgresQueue:
    """See `ports.Queue`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(self, *, room: int, per_lane: int, flying: Mapping[str, int], lease: timedelta) -> Sequence[Claim]:
        token = uuid4()
        async with self._pool.acquire(timeout=10) as connection:
            found = await connection.fetch(
                _CLAIM, room, per_lane, list(flying), list(flying.values()), lease, PATIENCE, token
            )
        claimed = [_delivery(row) for row in found]
        alone = [Claim(delivery, token) for delivery in claimed if delivery.digest is None]
        digests = {delivery.digest: delivery.lane for delivery in claimed if delivery.digest}
        return alone + [
            claim for id_, lane in digests.items() for claim in await self._together(id_, lane, token, lease)
        ]

    async def hold(self, claim: Claim, until: datetime) -> None:
        deliveries = (claim.delivery, *claim.beside)
        digests = [digest_of(delivery, until) for delivery in deliveries]
        async with transaction(self._pool) as connection:
            await connection.execute(_HOLD, [delivery.id for delivery in deliveries], claim.lease, until, digests)
            await connection.execute(_UNSAID, claim.delivery.lane)

    async def _together(self, digest: UUID, lane: str, token: UUID, lease: timedelta) -> Sequence[Claim]:
        async with transaction(self._pool) as connection:
            await connection.execute(_ONE_AT_A_TIME, digest)
            if await connection.fetchval(_ANOTHERS, digest, token):
                await connection.execute(_LET_GO, digest, token)
                await connection.execute(_UNSAID, lane)
                return ()
            found = await connection.fetch(_TOGETHER, digest, token, lease)
        members = sorted((_delivery(row) for row in found), key=lambda delivery: delivery.id)
        return [Claim(members[0], token, tuple(members[1:]))] if members else ()

    async def record(self, claim: Claim, outcome: Outcome, *, ms: int, luck: float) -> Status:
        delivery = claim.delivery
        async with transaction(self._pool) as connection:
            now: datetime = await connection.fetchval("SELECT now()")
            await connection.execute(_ATTEMPT, delivery.id, now, outcome.code, outcome.status, ms)
            if outcome.lane:
                await _note_on_lane(connection, delivery.lane, outcome, now, luck)
            else:
                await connection.execute(_UNSAID if outcome.status is None else _ANSWERED, delivery.lane)
            left = step(delivery, outcome, now=now, luck=luck)
            if not delivery.end_is_told(left.status):
                await connection.execute(_MOVE, delivery.id, claim.lease, left.status, left.next_at, outcome.code)
        return left.status

    async def queued(self) -> Mapping[str, tuple[int, float]]:
        async with self._pool.acquire(timeout=10) as connection:
            found = await connection.fetch(_COUNTS)
        return {row["channel"]: (row["queued"], row["oldest"]) for row in found}


async def _note_on_lane(connection: Connection, lane: str, outcome: Outcome, now: datetime, luck: float) -> None:
    row = await connection.fetchrow(_CIRCUIT, lane)
    before = CLOSED if row is None else Circuit(*row.values())
    after = before.failed(now, luck) if outcome.retry else before.worked()
    if after == before:
        return
    if after == CLOSED:
        await connection.execute("DELETE FROM circuits WHERE lane = $1", lane)
    else:
        await connection.execute(_KEEP, lane, *astuple(after))


def _delivery(row: Record) -> Delivery:
    return Delivery(**dict(row) | {"recipient": parse(row["recipient"])})
