"""The suite of the queue, on the real database."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from services.notifications.domain.delivery import Status
from services.notifications.domain.quiet import Hours, Quiet
from services.notifications.domain.recipient import Recipient
from services.notifications.ports import Holding
from services.notifications.storage import PostgresHolding, PostgresQueue
from shared.contracts import ReferralCreated
from shared.postgres import Pool, open_pool, transaction
from tests.integration.owner import owner
from tests.suites.notifications_digest import *  # noqa: F403  (as below)
from tests.suites.notifications_held import *  # noqa: F403  (whatever the suite holds is to be run)
from tests.suites.notifications_queue import *  # noqa: F403  (as above)

_PUT = """
INSERT INTO deliveries (id, channel, recipient, lane, event_id, event_type, subject, correlationid, because, created_at,
    next_at)
SELECT id, 'webhook', 'app:kraftcenter/' || $2, 'app:' || $2, gen_random_uuid(), $3,
    gen_random_uuid(), gen_random_uuid(), 'its_department', now(), now() FROM unnest($1::uuid[]) AS id
"""
_PUT_MAIL = _PUT.replace("'webhook', 'app:kraftcenter/' || $2, 'app:' || $2", "'mail', $2, 'mail'")
_PASS = (
    "UPDATE deliveries SET created_at = created_at - $1::interval, next_at = next_at - $1::interval, "
    "since = since - $1::interval",
    "UPDATE held SET until = until - $1::interval",
    "UPDATE circuits SET open_until = open_until - $1::interval",
)


class RealQueue:
    """Time passes by making everything older."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.queue = PostgresQueue(pool)

    async def put(self, app: str, count: int = 1, about: str = ReferralCreated.type) -> list[UUID]:
        made = [uuid4() for _ in range(count)]
        await self._pool.execute(_PUT, made, app, about)
        return made

    async def put_mail(self, recipient: Recipient, count: int = 1) -> list[UUID]:
        made = [uuid4() for _ in range(count)]
        await self._pool.execute(_PUT_MAIL, made, recipient.key, ReferralCreated.type)
        return made

    async def pass_time(self, time: timedelta) -> None:
        # At once: who takes deliveries meanwhile sees all of them before or after.
        async with transaction(self._pool) as connection:
            for sql in _PASS:
                await connection.execute(sql, time)

    async def moment(self) -> datetime:
        now: datetime = await self._pool.fetchval("SELECT now()")
        return now

    def holding(self, hours: Hours) -> Holding:
        return PostgresHolding(self._pool, Quiet({"staff": hours, "people": hours}))

    async def status(self, id_: UUID) -> Status:
        status: Status = await self._pool.fetchval("SELECT status FROM deliveries WHERE id = $1", id_)
        return status

    async def attempts(self, id_: UUID) -> list[str]:
        rows = await self._pool.fetch("SELECT code FROM delivery_attempts WHERE delivery_id = $1 ORDER BY at", id_)
        return [row["code"] for row in rows]


@pytest.fixture
async def queues(still: Stack) -> AsyncIterator[RealQueue]:
    async with owner(still, "notifications") as connection:
        await connection.execute("TRUNCATE held, deliveries, delivery_attempts, circuits")
    pool = await open_pool(still.environment("notifications")["SAMSPIL_DATABASE_URL"], application_name="tests")
    try:
        yield RealQueue(pool)
    finally:
        await pool.close()
