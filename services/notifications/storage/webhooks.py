"""Webhooks: where apps want to hear, what they are signed with, and what became of what was sent."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.circuit import CLOSED, Circuit
from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.delivery import Status
from services.notifications.domain.webhook import OVERLAP, SECRET_BYTES, Webhook, secret_from
from services.notifications.ports import Attempt, LoggedDelivery, LogPage, Sealing, WebhookHealth
from services.notifications.storage.event_rows import EVENT_COLUMNS, event_from
from shared.contracts import Event
from shared.http import page_of, position_of
from shared.postgres import Connection, Pool, transaction

_COLUMNS = "app, department, url, types, secret, created_at, disabled_at, previous, previous_until, quiet"
_GET = f"SELECT {_COLUMNS}, previous_until > now() AS overlaps FROM webhooks WHERE app = $1"  # noqa: S608 (constants of this file)
_FOR_UPDATE = f"SELECT {_COLUMNS}, previous_until > now() AS overlaps FROM webhooks WHERE app = $1 FOR UPDATE"  # noqa: S608 (as above)
_PUT = """
INSERT INTO webhooks (app, department, url, types, secret, quiet) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (app) DO UPDATE SET department = $2, url = $3, types = $4, disabled_at = NULL, quiet = $6,
    secret = excluded.secret,
    previous = CASE WHEN webhooks.department = $2 THEN webhooks.previous END,
    previous_until = CASE WHEN webhooks.department = $2 THEN webhooks.previous_until END
"""
_ROTATE = """
UPDATE webhooks SET previous = secret, previous_until = now() + $3::interval, secret = $2 WHERE app = $1
"""
_STOP = """
UPDATE deliveries SET status = 'stopped', code = 'withdrawn', lease = NULL, done_at = now()
WHERE lane = $1 AND status = 'queued' AND id IS DISTINCT FROM $2 AND event_type <> ALL($3)
"""
# The end of a correction's delivery is told of: its sender, at once, finds that there is nobody to send it to.
_HURRY = """
UPDATE deliveries SET next_at = now()
WHERE lane = $1 AND status = 'queued' AND lease IS NULL AND event_type = ANY($2)
"""
_NO_CIRCUIT = "DELETE FROM circuits WHERE lane = $1"
_DISABLE = "UPDATE webhooks SET disabled_at = now() WHERE app = $1 AND url = $2 AND department = $3"
_EVENT = f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.event_id = $1"  # noqa: S608 (constants of this service)
_HEALTH = """
SELECT c.failures, c.trips, c.open_until, c.probing, now() AS now,
    (SELECT count(*) FROM deliveries WHERE lane = $1 AND status = 'queued') AS queued
FROM (SELECT $1::text AS lane) l LEFT JOIN circuits c USING (lane)
"""
_LOG = """
SELECT d.id, d.event_id, d.event_type, d.status, d.attempts, d.created_at, d.next_at, d.done_at, (
    SELECT json_agg(json_build_array(a.at, a.code, a.status, a.ms) ORDER BY a.at)
    FROM delivery_attempts a WHERE a.delivery_id = d.id)::text AS log
FROM deliveries d WHERE d.recipient = $1 AND ($2::text IS NULL OR d.status = $2)
AND ($3::timestamptz IS NULL OR (d.created_at, d.id) < ($3, $4::uuid))
ORDER BY d.created_at DESC, d.id DESC LIMIT $5
"""


class PostgresWebhooks:
    """See `ports.Webhooks`."""

    def __init__(self, pool: Pool, sealer: Sealing) -> None:
        self._pool = pool
        self._sealer = sealer

    async def get(self, app: str) -> Webhook | None:
        row = await self._pool.fetchrow(_GET, app)
        return None if row is None else self._webhook(row)

    async def put(
        self, app: str, department: str, url: str, types: Sequence[str], *, quiet: bool = False
    ) -> str | None:
        async with transaction(self._pool) as connection:
            known = await connection.fetchrow(_FOR_UPDATE, app)
            secret, sealed = None, None if known is None else known["secret"]
            if known is None or known["department"] != department:
                # A secret that another department was shown must not sign what this one is told.
                secret, sealed = self._new_secret(app)
            await connection.execute(_PUT, app, department, url, json.dumps(list(types)), sealed, quiet)
            # What was learnt of the old address says nothing of the new one.
            await connection.execute(_NO_CIRCUIT, _lane(app))
        return secret

    async def rotate(self, app: str) -> str | None:
        secret, sealed = self._new_secret(app)
        rotated = await self._pool.execute(_ROTATE, app, sealed, OVERLAP)
        return secret if rotated == "UPDATE 1" else None

    async def remove(self, app: str) -> bool:
        async with transaction(self._pool) as connection:
            return await forget(connection, app)

    async def disable(self, app: str, url: str, department: str, heard: UUID) -> bool:
        async with transaction(self._pool) as connection:
            if await connection.execute(_DISABLE, app, url, department) == "UPDATE 0":
                return False
            # The one that heard it ends with its own outcome: stopped here, it would stand in the log untried.
            await _stop(connection, app, heard)
        return True

    async def event(self, event_id: UUID) -> Event[Any] | None:
        row = await self._pool.fetchrow(_EVENT, event_id)
        return None if row is None else event_from(row)

    async def health(self, app: str) -> WebhookHealth:
        row = await self._pool.fetchrow(_HEALTH, _lane(app))
        assert row is not None  # noqa: S101 (a select from one row)
        circuit = CLOSED if row["failures"] is None else Circuit(*list(row.values())[:4])
        return WebhookHealth(circuit.state(row["now"]), row["queued"])

    async def log(
        self, recipient: str, *, status: Status | None = None, cursor: str | None = None, limit: int = 50
    ) -> LogPage:
        after = position_of(cursor, datetime, UUID) or (None, None)
        rows = await self._pool.fetch(_LOG, recipient, status, *after, limit + 1)
        page, following = page_of(rows, limit, lambda row: (row["created_at"], row["id"]))
        return LogPage(tuple(map(_logged, page)), following)

    def _new_secret(self, app: str) -> tuple[str, bytes]:
        secret = secret_from(os.urandom(SECRET_BYTES))
        return secret, self._sealer.seal(secret.encode(), _bound_to(app))

    def _webhook(self, row: Record) -> Webhook:
        sealed = [row["secret"], *([row["previous"]] if row["overlaps"] else [])]
        return Webhook(
            app=row["app"],
            department=row["department"],
            url=row["url"],
            types=tuple(json.loads(row["types"])),
            secrets=tuple(self._sealer.unseal(secret, _bound_to(row["app"])).decode() for secret in sealed),
            created_at=row["created_at"],
            previous_until=row["previous_until"] if row["overlaps"] else None,
            disabled_at=row["disabled_at"],
            quiet=row["quiet"],
        )


async def forget(connection: Connection, app: str, department: str | None = None) -> bool:
    """Takes the webhook away, of that department where one is given, and stops what is queued for it. False where there
    is none."""
    forgotten = await connection.execute(
        "DELETE FROM webhooks WHERE app = $1 AND department = coalesce($2, department)", app, department
    )
    if forgotten == "DELETE 0":
        return False
    await _stop(connection, app)
    await connection.execute(_NO_CIRCUIT, _lane(app))
    return True


async def _stop(connection: Connection, app: str, heard: UUID | None = None) -> None:
    corrections = sorted(CORRECTIONS)
    await connection.execute(_STOP, _lane(app), heard, corrections)
    await connection.execute(_HURRY, _lane(app), corrections)


def _lane(app: str) -> str:
    return f"app:{app}"


def _bound_to(app: str) -> bytes:
    return b"webhooks.secret\x00" + app.encode()


def _logged(row: Record) -> LoggedDelivery:
    attempts = tuple(
        Attempt(datetime.fromisoformat(at), code, status, ms) for at, code, status, ms in json.loads(row["log"] or "[]")
    )
    queued = row["status"] == "queued"
    return LoggedDelivery(
        id=row["id"],
        event_id=row["event_id"],
        event_type=row["event_type"],
        status=row["status"],
        created_at=row["created_at"],
        next_at=row["next_at"] if queued else None,
        done_at=row["done_at"],
        attempts=attempts,
    )
