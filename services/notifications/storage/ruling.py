"""The rules in force, kept at hand; and every version there was (I3)."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from asyncpg import Record

from services.notifications.domain.overlay import Departure, Overlay, Version, with_overlay
from services.notifications.domain.rules import Rules
from services.notifications.ports.ruling import Change, History, Told
from shared.http import page_of, position_of
from shared.messaging.wake import Wake, wait
from shared.postgres import Connection, Pool, keep_looking
from shared.telemetry import logger

_COLUMNS = "v.version, v.at, v.by, v.name, v.department, v.reason, v.back_to, v.overlay"
_LAST = f"SELECT {_COLUMNS} FROM rule_versions v ORDER BY v.version DESC LIMIT 1"  # noqa: S608 (constants of this file)
_NEWER = "SELECT version, overlay FROM rule_versions WHERE version > $1 ORDER BY version DESC LIMIT 1"
_ONE = f"SELECT {_COLUMNS} FROM rule_versions v WHERE v.version = $1"  # noqa: S608 (as above)
_HISTORY = f"""
SELECT {_COLUMNS}, b.overlay AS before FROM rule_versions v LEFT JOIN rule_versions b ON b.version = v.version - 1
WHERE v.version < coalesce($1::bigint, {2**63 - 1}) ORDER BY v.version DESC LIMIT $2
"""  # noqa: S608 (as above)
# Of two who change the same version, the key lets one through.
_ADD = f"""
INSERT INTO rule_versions AS v (version, by, name, department, reason, back_to, overlay)
SELECT $1 + 1, $2, $3, $4, $5, $6, $7 WHERE (SELECT coalesce(max(version), 0) FROM rule_versions) = $1
ON CONFLICT DO NOTHING RETURNING {_COLUMNS}
"""  # noqa: S608 (as above)
_EVERY = 0.8
_log = logger(__name__)


class Ruling:
    """Looked up anew whenever an instance says so, and every 0.8 seconds while `run` does.

    Whoever decides takes the rules once, and goes by that one version throughout.
    """

    def __init__(self, shipped: Rules) -> None:
        self.shipped = shipped
        self._now: Rules | None = None

    @property
    def now(self) -> Rules:
        """As known by now."""
        return self._now or self.shipped

    async def rules(self, connection: Connection) -> Rules:
        """As known by now; before the first look, and where nobody keeps it fresh (a replay), looked up once, on the
        asker's own connection: who waits for another one while holding this can keep it from ever coming."""
        if self._now is None:
            await self._look(connection)
        return self.now

    async def run(self, pool: Pool, wake: Wake) -> None:
        """Until cancelled. While the database is away, what was known counts."""
        bell = wake.bell("rules")

        async def look() -> None:
            async with pool.acquire() as connection:
                await self._look(connection)

        try:
            await keep_looking(look, partial(wait, bell, _EVERY), _log, "the rules cannot be looked up")
        finally:
            wake.silence("rules", bell)

    async def _look(self, connection: Connection) -> None:
        number = 0 if self._now is None else self._now.version
        row = await connection.fetchrow(_NEWER, number)
        if row is not None:
            self._now = with_overlay(self.shipped, _overlay(row["overlay"]), row["version"])
        elif self._now is None:
            self._now = self.shipped


class PostgresRulebook:
    """See `ports.Rulebook`."""

    def __init__(self, pool: Pool, wake: Callable[[], Wake]) -> None:
        self._pool = pool
        self._wake = wake

    async def last(self) -> Version | None:
        row = await self._pool.fetchrow(_LAST)
        return None if row is None else _version(row)

    async def get(self, number: int) -> Version | None:
        row = await self._pool.fetchrow(_ONE, number)
        return None if row is None else _version(row)

    async def history(self, *, cursor: str | None = None, limit: int = 50) -> History:
        (before,) = position_of(cursor, int) or (None,)
        rows = await self._pool.fetch(_HISTORY, before, limit + 1)
        page, following = page_of(rows, limit, lambda row: (row["version"],))
        return History(tuple(Told(_version(row), _overlay(row["before"] or "[]")) for row in page), following)

    async def add(self, change: Change) -> Version | None:
        row = await self._pool.fetchrow(_ADD, *change[:-1], _kept(change.overlay))
        if row is None:
            return None
        self._wake().ring("rules")
        return _version(row)


def _version(row: Record) -> Version:
    at: datetime = row["at"]
    return Version(
        row["version"], at, row["by"], row["name"], row["department"], row["reason"], row["back_to"],
        _overlay(row["overlay"]),
    )  # fmt: skip


def _overlay(text: str) -> Overlay:
    rows: list[Any] = json.loads(text)
    return tuple(Departure(type_, frozenset(tell), frozenset(withhold)) for type_, tell, withhold in rows)


def _kept(overlay: Overlay) -> str:
    return json.dumps([[row.type, sorted(row.tell), sorted(row.withhold)] for row in overlay])
