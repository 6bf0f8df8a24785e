"""The people of a team, as far as they have signed in to the pages.

Their names stand in clear, as `notices.read_by` does: what the team sees of each other, and nothing about a citizen.
"""

from collections.abc import Sequence

from services.notifications.domain.recipient import addresses
from services.notifications.domain.tending import TEAMS, Colleague
from shared.contracts import Reporter
from shared.postgres import Pool

# Whoever is somewhere else now reads another team's notices: they are no colleague here any more.
_SEEN = """
WITH elsewhere AS (DELETE FROM colleagues WHERE sub = $2 AND team <> $1)
INSERT INTO colleagues (team, sub, name, seen_at) VALUES ($1, $2, $3, now())
ON CONFLICT (team, sub) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
"""
_OF = """
SELECT sub, name FROM colleagues WHERE team = $1 AND seen_at >= now() - interval '180 days' ORDER BY name, sub LIMIT 500
"""


class PostgresColleagues:
    """See `ports.Colleagues`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def seen(self, reader: Reporter, name: str) -> None:
        team = _team(reader)
        if team is not None:
            await self._pool.execute(_SEEN, team, reader.name, name)

    async def of(self, reader: Reporter) -> Sequence[Colleague]:
        team = _team(reader)
        rows = [] if team is None else await self._pool.fetch(_OF, team)
        return [Colleague(row["sub"], row["name"]) for row in rows]


def _team(reader: Reporter) -> str | None:
    return next((each.key for each in addresses(reader) if each.kind in TEAMS), None)
