"""What was given up, and trying it again."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.given_up import GivenUp, in_words
from services.notifications.domain.recipient import app_of, parse
from services.notifications.ports import GivenUpPage
from shared.contracts import Refused, Reporter
from shared.contracts.codes import RELATIVES_TEAM
from shared.http import page_of, position_of
from shared.postgres import Pool, transaction

# Whose it is to see to: the department of the app, of who reads its inbox or stands in; of a relative, the relatives'
# team. A citizen's own subscription is operations' alone.
_WHOSE = f"""
CASE split_part(d.recipient, ':', 1)
    WHEN 'app' THEN split_part(split_part(d.recipient, ':', 2), '/', 1)
    WHEN 'relative' THEN '{RELATIVES_TEAM}'
    WHEN 'person' THEN coalesce(
        (SELECT split_part(s.recipient, ':', 2) FROM subscriptions s
            WHERE s.id = d.subject AND s.recipient NOT LIKE 'citizen:%'),
        (SELECT i.department FROM stand_ins i WHERE i.id = d.subject))
END
"""  # noqa: S608 (constants of this service)
_PAGE = f"""
SELECT d.id, d.channel, d.recipient, d.event_type, d.done_at, d.attempts, {_WHOSE} AS whose, (
    SELECT a.code FROM delivery_attempts a WHERE a.delivery_id = d.id ORDER BY a.at DESC LIMIT 1) AS last
FROM deliveries d WHERE d.status = 'given_up' AND ($1::text IS NULL OR {_WHOSE} = $1)
AND ($2::timestamptz IS NULL OR (d.done_at, d.id) < ($2, $3::uuid))
ORDER BY d.done_at DESC, d.id DESC LIMIT $4
"""  # noqa: S608 (constants of this service)
_AGAIN = f"""
UPDATE deliveries d SET status = 'queued', attempts = 0, since = NULL, lease = NULL, code = NULL, done_at = NULL,
    created_at = now(), next_at = now()
WHERE d.id = $2 AND d.status = 'given_up' AND ($1::text IS NULL OR {_WHOSE} = $1)
"""  # noqa: S608 (as above)


class PostgresGivenUp:
    """See `ports.GivenUpList`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, reader: Reporter, *, cursor: str | None = None, limit: int = 50) -> GivenUpPage:
        after = position_of(cursor, datetime, UUID) or (None, None)
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(_PAGE, _department(reader), *after, limit + 1)
        page, following = page_of(rows, limit, lambda row: (row["done_at"].isoformat(), str(row["id"])))
        return GivenUpPage(tuple(_made(row) for row in page), following)

    async def again(self, reader: Reporter, delivery_id: UUID) -> None:
        async with transaction(self._pool) as connection:
            if await connection.execute(_AGAIN, _department(reader), delivery_id) == "UPDATE 0":
                raise Refused("not-found", "Der er ikke opgivet noget med det id.", status=404)
            # What it once waited for must not bring it into a digest that has gone out.
            await connection.execute("DELETE FROM held WHERE delivery_id = $1", delivery_id)


def _department(reader: Reporter) -> str | None:
    """None for all of them."""
    if reader.role == "operator":
        return None
    if reader.role == "manager" and reader.department is not None:
        return reader.department
    raise Refused("forbidden", "Kun ledere og driften kan se, hvad der er opgivet.", status=403)


def _made(row: Record) -> GivenUp:
    recipient, code = parse(row["recipient"]), row["last"] or "failed"
    why, remedy = in_words(code)
    return GivenUp(
        delivery_id=row["id"],
        channel=row["channel"],
        recipient_kind=recipient.kind,
        department=row["whose"],
        app=app_of(recipient) if recipient.kind == "app" else None,
        event_type=row["event_type"],
        given_up_at=row["done_at"],
        attempts=row["attempts"],
        code=code,
        why=why,
        remedy=remedy,
    )
