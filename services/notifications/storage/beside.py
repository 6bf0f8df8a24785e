"""What the sentences of corrections take from other events, looked up for a whole page at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.wording import Beside
from shared.contracts import CorrectionReached, ReferralCreated
from shared.postgres import Connection

# Of a whole referral the creation; a second report of how far a correction has come is the last one.
_BESIDE = f"""
SELECT e.event_id, w.* FROM events e CROSS JOIN LATERAL (
    SELECT w.type AS wrong, w.registeredtime AS wrong_at, false AS last FROM events w
    WHERE e.type <> '{CorrectionReached.type}' AND w.event_id = (e.data->>'event_id')::uuid AND w.subject = e.subject
    UNION ALL
    SELECT w.type, w.registeredtime, false FROM events w
    WHERE e.data->>'event_id' IS NULL AND w.subject = e.subject AND w.correlationid = e.correlationid
    AND w.type = '{ReferralCreated.type}' AND w.data->>'referral_id' = e.data->>'referral_id'
    UNION ALL
    SELECT NULL, NULL, true FROM events w
    WHERE e.type = '{CorrectionReached.type}' AND w.subject = e.subject AND w.correlationid = e.correlationid
    AND w.type = e.type AND w.causationid = e.causationid AND w.version < e.version
) w WHERE e.event_id = ANY($1::uuid[])
"""  # noqa: S608 (constants of this service)
_TYPES = CORRECTIONS | {CorrectionReached.type}


async def beside(connection: Connection, rows: Sequence[Record]) -> Mapping[UUID, Beside]:
    """By event. `rows` have `event_id` and `type`; where none of them is about a correction nothing is asked."""
    ids = [row["event_id"] for row in rows if row["type"] in _TYPES]
    if not ids:
        return {}
    return {
        row["event_id"]: Beside(row["wrong"], row["wrong_at"], row["last"])
        for row in await connection.fetch(_BESIDE, ids)
    }
