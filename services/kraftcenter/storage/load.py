"""How many interventions run with each department."""

from shared.http import Load
from shared.postgres import Pool

_LOAD = """
SELECT department, count(*) AS running, count(*) FILTER (WHERE overdue_level > 0) AS overdue
FROM interventions WHERE ended_on IS NULL AND NOT erred GROUP BY 1
"""


async def load(pool: Pool) -> Load:
    """By who runs them: `running`, and of those with a follow-up that is `overdue`."""
    return {
        row["department"]: {"running": row["running"], "overdue": row["overdue"]} for row in await pool.fetch(_LOAD)
    }
