"""Breaking the glass is told of in the transaction that reads: who may be read about must not hang on a second one."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Generic, TypeVar
from uuid import UUID

from shared.contracts.event import Cause
from shared.contracts.report import Reporter
from shared.identity import as_service, reading
from shared.messaging.decider import Decider
from shared.messaging.ids import new_id
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection, Pool
from shared.telemetry import current_traceparent

W = TypeVar("W", bound=SubjectWork)
Tell = Callable[[str, W], Awaitable[None]]
"""Publishes that somebody in the department broke the glass on the work's citizen."""

# What this very transaction has flagged. Whoever looks again within the same hour of the clock has been told of: a page
# asks several times, and the managers must be able to read what they are told.
_NEW = """
SELECT DISTINCT l.citizen_id, l.department FROM access_log l
WHERE l.flagged AND l.at = now() AND l.xmin::text = pg_current_xact_id()::xid::text AND l.department IS NOT NULL
AND NOT EXISTS (
    SELECT FROM access_log b WHERE b.flagged AND b.citizen_id = l.citizen_id AND b.actor = l.actor
    AND b.at >= date_trunc('hour', l.at) AND b.at < l.at)
"""


class Glass(Generic[W]):
    """The door to reads that may break the glass. `decider` is asked for when it is needed."""

    def __init__(self, pool: Pool, decider: Callable[[], Decider[W]], tell: Tell[W]) -> None:
        self._pool = pool
        self._decider = decider
        self._tell = tell

    @asynccontextmanager
    async def reading(
        self, reader: Reporter, *, breaks_the_glass: bool, about: UUID | None = None
    ) -> AsyncIterator[Connection]:
        """As `shared.identity.reading`. Of every row that the block leaves flagged in the access log the citizen and
        the managers of the department hear; what cannot be told of is not read."""
        unit: Unit | None = None
        async with reading(self._pool, reader, breaks_the_glass=breaks_the_glass, about=about) as connection:
            yield connection
            if breaks_the_glass:
                unit = await self._told(connection)
        if unit is not None:
            self._decider().committed(unit)

    async def _told(self, connection: Connection) -> Unit | None:
        await as_service(connection)
        new: dict[UUID, set[str]] = defaultdict(set)
        for row in await connection.fetch(_NEW):
            new[row["citizen_id"]].add(row["department"])
        if not new:
            return None

        async def decide(works: Mapping[UUID, W], _: Unit) -> None:
            for citizen, departments in sorted(new.items()):
                work = works[citizen]
                for department in sorted(departments):
                    # Samspil says it, not the department: whose people looked are not to be passed over.
                    work.cause = Cause(new_id(), work.now, None, None, current_traceparent())
                    if not work.involvement.erased:
                        await self._tell(department, work)

        return (await self._decider().batch(connection, list(new), decide))[1]
