"""How many interventions run with each department, and when its next follow-up is owed."""

from datetime import datetime

from shared.http import Load
from shared.postgres import Pool

# What rests while its referral is on hold is owed by nobody.
_LOAD = """
SELECT department, count(*) AS running, count(*) FILTER (WHERE overdue_level > 0 AND stopped_at IS NULL) AS overdue
FROM interventions WHERE ended_on IS NULL AND NOT erred GROUP BY 1
"""
_NEXT = """
SELECT min(follow_up_due) FROM interventions
WHERE department = $1 AND ended_on IS NULL AND NOT erred AND overdue_level = 0 AND stopped_at IS NULL
"""


async def load(pool: Pool) -> Load:
    """By who runs them: `running`, and of those with a follow-up that is `overdue`."""
    return {
        row["department"]: {"running": row["running"], "overdue": row["overdue"]} for row in await pool.fetch(_LOAD)
    }


async def next_due(pool: Pool, department: str) -> datetime | None:
    """When the department's next follow-up is owed, of those that nobody has missed yet."""
    at: datetime | None = await pool.fetchval(_NEXT, department)
    return at
