"""Until when a delivery is held: by the database's clock, its event, and what the person has chosen (N3)."""

import json
from datetime import datetime
from uuid import UUID

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.quiet import Hours, Quiet
from services.notifications.domain.recipient import designation_of
from shared.postgres import Pool
from shared.timers.lengths import is_working_day

_AT = """
SELECT now() AS now, (SELECT e.data FROM events e WHERE e.event_id = $1) AS data, coalesce(
    (SELECT quiet FROM designations WHERE citizen_id = $2 AND designation_id = $3),
    (SELECT quiet FROM subscriptions WHERE id = $4)) AS quiet,
    EXISTS (SELECT FROM held h WHERE h.delivery_id = $5 AND h.until <= now()) AS waited
"""


class PostgresHolding:
    """See `ports.Holding`."""

    def __init__(self, pool: Pool, quiet: Quiet) -> None:
        self._pool = pool
        self._quiet = quiet

    async def until(self, delivery: Delivery) -> datetime | None:
        if delivery.because == "urgent":
            return None
        who = delivery.recipient
        relative = designation_of(who) if who.kind == "relative" else None
        person = UUID(who.name) if who.kind == "person" else None
        row = await self._pool.fetchrow(_AT, delivery.event_id, delivery.subject, relative, person, delivery.id)
        assert row is not None  # noqa: S101 (a select without a table)
        if self._quiet.is_urgent(delivery.event_type, json.loads(row["data"] or "{}")):
            return None
        hours = Hours.of(json.loads(row["quiet"])) if row["quiet"] else self._quiet.of(who.kind)
        return hours.held_until(row["now"], is_working_day, waited=row["waited"])
