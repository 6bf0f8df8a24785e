"""What the sentences of corrections take from other events, looked up for a whole page at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from asyncpg import Record

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.wording import Beside
from shared.contracts import CorrectionReached, ReferralCreated
from shared.postgres import Connection

# In the database (migrations/0171_reading.sql), as the event that was wrong is not always one the reader was told of.
# Of a whole referral it is the creation; a second report of how far a correction has come is the last one.
_BESIDE = "SELECT event_id, wrong, wrong_at, last FROM reader_beside($1, $2, $3)"
_TYPES = CORRECTIONS | {CorrectionReached.type}


async def beside(connection: Connection, rows: Sequence[Record]) -> Mapping[UUID, Beside]:
    """By event. `rows` have `event_id` and `type`; where none of them is about a correction nothing is asked."""
    ids = [row["event_id"] for row in rows if row["type"] in _TYPES]
    if not ids:
        return {}
    return {
        row["event_id"]: Beside(row["wrong"], row["wrong_at"], row["last"])
        for row in await connection.fetch(_BESIDE, ids, CorrectionReached.type, ReferralCreated.type)
    }
