"""What operations follow: deliveries by receiver, and a loop's events without whose they are."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import QueryCanceledError, Record

from services.notifications.domain.circuit import CLOSED, Circuit
from services.notifications.domain.operating import Receiver, Step
from shared.contracts import SOURCE_PREFIX
from shared.postgres import Pool, transaction

_RECEIVERS = """
WITH lanes AS (
    SELECT lane FROM circuits UNION SELECT 'app:' || app FROM webhooks
    UNION SELECT lane FROM deliveries WHERE status = 'queued'
)
SELECT l.lane, c.failures, c.trips, c.open_until, c.probing, w.disabled_at, q.*, g.given_up, now() AS now
FROM lanes l LEFT JOIN circuits c USING (lane) LEFT JOIN webhooks w ON 'app:' || w.app = l.lane
CROSS JOIN LATERAL (
    SELECT count(*) AS queued, extract(epoch FROM now() - min(d.created_at)) AS oldest FROM deliveries d
    WHERE d.lane = l.lane AND d.status = 'queued'
) q CROSS JOIN LATERAL (
    SELECT count(*) AS given_up FROM deliveries d
    WHERE d.recipient = l.lane AND d.created_at > now() - interval '3 days' AND d.status = 'given_up'
) g ORDER BY l.lane LIMIT 500
"""
# By the key of the events, by what a loop has asked of somebody, and as a course, its own loop: all by index.
_PLACES = (
    "SELECT subject, correlationid FROM events WHERE event_id = $1",
    "SELECT subject, correlationid FROM notices WHERE correlationid = $1 AND action IS NOT NULL LIMIT 1",
    "SELECT subject, correlationid FROM events WHERE subject = $1 AND correlationid = $1 LIMIT 1",
)
# What is left is a loop that began with an intervention and has asked nothing: no index is kept for so few.
_BY_READING = "SELECT subject, correlationid FROM events WHERE correlationid = $1 LIMIT 1"
_AT_MOST = "SET LOCAL statement_timeout = '3s'"
_STEPS = """
SELECT e.event_id, e.type, e.source, e.time, e.registeredtime, e.traceparent, n.told FROM events e
LEFT JOIN LATERAL (SELECT min(created_at) AS told FROM notices WHERE event_id = e.event_id) n ON true
WHERE e.subject = $1 AND e.correlationid = $2 ORDER BY e.registeredtime, e.seq LIMIT 1000
"""


class PostgresOperating:
    """See `ports.Operating`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def receivers(self) -> Sequence[Receiver]:
        return [_receiver(row) for row in await self._pool.fetch(_RECEIVERS)]

    async def loop(self, id_: UUID) -> Sequence[Step]:
        place = await self._place(id_)
        return [] if place is None else [_step(row) for row in await self._pool.fetch(_STEPS, *place.values())]

    async def _place(self, id_: UUID) -> Record | None:
        for known in _PLACES:
            if (found := await self._pool.fetchrow(known, id_)) is not None:
                return found
        try:
            async with transaction(self._pool) as connection:
                await connection.execute(_AT_MOST)
                return await connection.fetchrow(_BY_READING, id_)
        except QueryCanceledError:
            return None


def _receiver(row: Record) -> Receiver:
    known = row["failures"] is not None
    circuit = Circuit(row["failures"], row["trips"], row["open_until"], row["probing"]) if known else CLOSED
    lane = str(row["lane"])
    return Receiver(
        lane=lane,
        circuit=circuit.state(row["now"]),
        open_until=circuit.open_until,
        failures=circuit.failures,
        queued=row["queued"],
        oldest=float(row["oldest"] or 0),
        given_up=row["given_up"] if lane.startswith("app:") else None,
        disabled_at=row["disabled_at"],
    )


def _step(row: Record) -> Step:
    trace = (row["traceparent"] or "").split("-")
    return Step(
        event_id=row["event_id"],
        event_type=row["type"],
        service=row["source"].removeprefix(SOURCE_PREFIX),
        time=row["time"],
        registered=row["registeredtime"],
        told=row["told"],
        trace_id=trace[1] if len(trace) == 4 else None,
    )
