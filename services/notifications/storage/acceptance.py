"""Invitations, seen from the one who has the link."""

from services.notifications.storage.designations import digest_of
from shared.postgres import Pool

_HOLDS = """
SELECT EXISTS (
    SELECT FROM invitations JOIN designations USING (citizen_id, designation_id)
    WHERE digest = $1 AND used_at IS NULL AND expires_at > now() AND standing
)
"""
# The subject's row is locked first, as by every decision: of two who confirm at once, one finds it used. The
# revision rises, so that a decision made meanwhile, which knew nothing of who is bound now, is made again.
_ACCEPT = """
WITH noticed AS (
    UPDATE subjects s SET revision = s.revision + 1 FROM invitations i
    WHERE i.digest = $1 AND i.used_at IS NULL AND i.expires_at > now() AND s.subject = i.citizen_id
    RETURNING s.subject
), used AS (
    UPDATE invitations i SET used_at = now() FROM noticed n, designations d
    WHERE i.digest = $1 AND i.used_at IS NULL AND i.expires_at > now() AND i.citizen_id = n.subject
    AND d.citizen_id = i.citizen_id AND d.designation_id = i.designation_id AND d.standing
    RETURNING i.citizen_id, i.designation_id
), others AS (
    DELETE FROM bindings b USING used u
    WHERE b.citizen_id = u.citizen_id AND b.designation_id = u.designation_id AND b.sub <> $2
), bound AS (
    INSERT INTO bindings (sub, citizen_id, designation_id, bound_at)
    SELECT $2, citizen_id, designation_id, now() FROM used ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM used)
"""


class PostgresAcceptance:
    """See `ports.Acceptance`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def holds(self, token: str) -> bool:
        return bool(await self._pool.fetchval(_HOLDS, digest_of(token)))

    async def accept(self, token: str, sub: str) -> bool:
        return bool(await self._pool.fetchval(_ACCEPT, digest_of(token), sub))
