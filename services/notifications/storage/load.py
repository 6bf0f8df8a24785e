"""How much of what was told each department's coordinators have not read, and not answered."""

from services.notifications.domain.recipient import department
from shared.contracts.codes import DEPARTMENTS
from shared.http import Load
from shared.postgres import Pool

_LOAD = """
SELECT recipient, count(*) FILTER (WHERE read_at IS NULL) AS unread,
    count(*) FILTER (WHERE action IS NOT NULL AND settled_at IS NULL) AS unanswered
FROM notices WHERE recipient = ANY($1) AND in_inbox
AND (read_at IS NULL OR (action IS NOT NULL AND settled_at IS NULL)) GROUP BY 1
"""


async def load(pool: Pool) -> Load:
    """`unread`, and `unanswered`: what asks something still."""
    codes = {department(code).key: code for code in DEPARTMENTS}
    return {
        codes[row["recipient"]]: {"unread": row["unread"], "unanswered": row["unanswered"]}
        for row in await pool.fetch(_LOAD, list(codes))
    }
