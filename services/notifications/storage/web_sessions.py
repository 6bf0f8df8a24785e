"""Sessions of the pages."""

from datetime import datetime, timedelta

from shared.postgres import Pool

_PUT = """
WITH ended AS (
    DELETE FROM web_sessions
    WHERE digest IN (SELECT digest FROM web_sessions WHERE ends_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED)
)
INSERT INTO web_sessions (digest, access_token, ends_at, who, department, sid) VALUES ($1, $2, now() + $3, $4, $5, $6)
"""
# A page asks several times: that it was used is noted to the minute.
_GET = """
WITH used AS (
    UPDATE web_sessions SET used_at = now()
    WHERE $3 AND digest = $1 AND ends_at > now()
    AND used_at BETWEEN now() - $2::interval AND now() - interval '1 minute'
)
SELECT access_token, ends_at FROM web_sessions WHERE digest = $1 AND ends_at > now() AND used_at > now() - $2::interval
"""
_SHUT_OUT = """
WITH mailed AS (
    DELETE FROM subscriptions
    WHERE sub = $1 AND ($2::text IS NULL OR recipient IN ('department:' || $2, 'managers:' || $2))
)
DELETE FROM web_sessions WHERE who = $1 AND ($2::text IS NULL OR department = $2)
"""
# Of which sign-in a session is, not every issuer says: then it ends with any of its person's.
_LOGGED_OUT = """
DELETE FROM web_sessions
WHERE coalesce($1::text, $2::text) IS NOT NULL AND ($1::text IS NULL OR who = $1)
AND ($2::text IS NULL OR sid = $2 OR ($1::text IS NOT NULL AND sid IS NULL))
"""
_END = "DELETE FROM web_sessions WHERE who = $1 AND ($2::text IS NULL OR department = $2)"


class WebSessions:
    """Finds a session by its token's digest alone. Each new one takes up to a hundred ended ones away."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def put(
        self,
        digest: bytes,
        sealed: bytes,
        lifetime: timedelta,
        who: str,
        department: str | None,
        sid: str | None = None,
    ) -> None:
        await self._pool.execute(_PUT, digest, sealed, lifetime, who, department, sid)

    async def replace(self, digest: bytes, sealed: bytes) -> None:
        await self._pool.execute("UPDATE web_sessions SET access_token = $2 WHERE digest = $1", digest, sealed)

    async def get(self, digest: bytes, idle: timedelta, *, by_hand: bool) -> tuple[bytes, datetime] | None:
        row = await self._pool.fetchrow(_GET, digest, idle, by_hand)
        return None if row is None else (row["access_token"], row["ends_at"])

    async def delete(self, digest: bytes) -> None:
        await self._pool.execute("DELETE FROM web_sessions WHERE digest = $1", digest)

    async def end(self, who: str, department: str | None = None) -> None:
        await self._pool.execute(_END, who, department)

    async def logged_out(self, who: str | None, sid: str | None) -> None:
        await self._pool.execute(_LOGGED_OUT, who, sid)

    async def shut_out(self, who: str, department: str | None = None) -> None:
        await self._pool.execute(_SHUT_OUT, who, department)
