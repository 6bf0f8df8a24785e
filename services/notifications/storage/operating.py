"""What operations follow: deliveries by receiver, and a loop's events without whose they are."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.circuit import CLOSED, Circuit
from services.notifications.domain.operating import Receiver, Step
from shared.contracts import SOURCE_PREFIX
from shared.postgres import Pool

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
# A loop's id is the id of its first event, so that it is found by the key of the events, as any later one is.
_LOOP = """
SELECT e.event_id, e.type, e.source, e.time, e.registeredtime, e.traceparent, n.told
FROM events named JOIN events e ON e.subject = named.subject AND e.correlationid = named.correlationid
LEFT JOIN LATERAL (SELECT min(created_at) AS told FROM notices WHERE event_id = e.event_id) n ON true
WHERE named.event_id = $1 ORDER BY e.registeredtime, e.seq LIMIT 1000
"""


class PostgresOperating:
    """See `ports.Operating`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def receivers(self) -> Sequence[Receiver]:
        return [_receiver(row) for row in await self._pool.fetch(_RECEIVERS)]

    async def loop(self, id_: UUID) -> Sequence[Step]:
        return [_step(row) for row in await self._pool.fetch(_LOOP, id_)]


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
