"""The years' overviews, each kept as it was first told."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from services.referral.domain.yearly import Asked, Line
from services.referral.ports import Overview
from shared.postgres import Pool

_KEPT = "SELECT made_at, lines FROM overviews WHERE year = $1"
# Somebody may have made it at the same time: theirs stands, and a second statement sees it.
_KEEP = "INSERT INTO overviews (year, lines) VALUES ($1, $2) ON CONFLICT (year) DO NOTHING"
_ASKED = "SELECT citizen_id, offer, themes, state FROM referrals WHERE created_at >= $1 AND created_at < $2"


class PostgresOverviews:
    """See `ports.Overviews`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def now(self) -> datetime:
        now: datetime = await self._pool.fetchval("SELECT now()")
        return now

    async def kept(self, year: int) -> Overview | None:
        row = await self._pool.fetchrow(_KEPT, year)
        if row is None:
            return None
        lines = tuple(Line(**{**line, "themes": tuple(line["themes"])}) for line in json.loads(row["lines"]))
        return Overview(year, row["made_at"], lines)

    async def keep(self, year: int, lines: Sequence[Line]) -> Overview:
        await self._pool.execute(_KEEP, year, json.dumps([asdict(line) for line in lines]))
        kept = await self.kept(year)
        assert kept is not None  # noqa: S101 (no overview is ever taken away)
        return kept

    async def asked(self, start: datetime, end: datetime) -> Sequence[Asked]:
        rows = await self._pool.fetch(_ASKED, start, end)
        return [Asked(r["citizen_id"], r["offer"], tuple(json.loads(r["themes"])), r["state"]) for r in rows]
