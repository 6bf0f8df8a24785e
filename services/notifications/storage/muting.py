"""What each person has muted, and what it leaves out of their inbox."""

from collections.abc import Iterable
from typing import Final

from services.notifications.ports import Mutes
from shared.contracts import Reporter
from shared.identity import reading
from shared.postgres import Pool, transaction

_OF = "SELECT event_type FROM mutes WHERE person = $1"
_DROP = "DELETE FROM mutes WHERE person = $1 AND event_type <> ALL($2::text[])"
_ADD = "INSERT INTO mutes (person, event_type) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING"

HEARD: Final = """
NOT (n.action IS NULL AND n.holder IS DISTINCT FROM {0}::text
    AND coalesce(n.event_type = ANY(ARRAY(SELECT event_type FROM mutes WHERE person = {0})), false))
"""
"""Of a notice `n` that its reader, the parameter, has not muted it. What asks something, or did, is always heard, and
so is what is the reader's to see to. The types are looked up once a statement."""


class PostgresMutes(Mutes):
    """See `ports.Mutes`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, reader: Reporter) -> frozenset[str]:
        async with reading(self._pool, reader) as connection:
            return frozenset(row["event_type"] for row in await connection.fetch(_OF, reader.name))

    async def put(self, reader: Reporter, types: Iterable[str]) -> None:
        wanted = sorted(types)
        async with transaction(self._pool) as connection:
            await connection.execute(_DROP, reader.name, wanted)
            await connection.execute(_ADD, reader.name, wanted)

    async def add(self, reader: Reporter, type_: str) -> None:
        await self._pool.execute(_ADD, reader.name, [type_])
