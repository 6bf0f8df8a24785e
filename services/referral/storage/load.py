"""How many open referrals lie with each department."""

from shared.http import Load
from shared.postgres import Pool

# As `Referral.next_owner` says, of open ones.
_LOAD = """
SELECT CASE WHEN state = 'in-progress' THEN coalesce(provider, to_department) ELSE to_department END AS department,
    count(*) AS open, count(*) FILTER (WHERE overdue_level > 0) AS overdue
FROM referrals WHERE state IN ('requested', 'accepted', 'in-progress', 'on-hold') GROUP BY 1
"""


async def load(pool: Pool) -> Load:
    """By who has the next step: `open`, and of those `overdue`."""
    return {row["department"]: {"open": row["open"], "overdue": row["overdue"]} for row in await pool.fetch(_LOAD)}
