"""Breaking the glass is told of in the transaction that reads: who may be read about must not hang on a second one."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

from asyncpg import DeadlockDetectedError

from shared.contracts.event import Cause
from shared.contracts.report import Reporter
from shared.identity import as_service, reading
from shared.messaging.decider import Decider
from shared.messaging.ids import new_id
from shared.messaging.subjects import Raced
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Connection, Pool
from shared.telemetry import current_traceparent

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")
W = TypeVar("W", bound=SubjectWork)
Tell = Callable[[str, W], Awaitable[None]]
"""Publishes that somebody in the department broke the glass on the work's citizen."""

_OURS = "flagged AND at = now() AND xmin::text = pg_current_xact_id()::xid::text AND department IS NOT NULL"
_FLAGGED = f"SELECT DISTINCT citizen_id FROM access_log WHERE {_OURS}"  # noqa: S608 (constants of this file)
# What this very transaction has flagged. Whoever looks again within the same hour of the clock has been told of: a page
# asks several times, and the managers must be able to read what they are told. Asked once the subjects are locked: of
# several reads at once the first is told of before the others ask.
_NEW = f"""
SELECT DISTINCT l.citizen_id, l.department FROM (
    SELECT citizen_id, department, actor, at FROM access_log WHERE {_OURS}) l
WHERE NOT EXISTS (
    SELECT FROM access_log b WHERE b.flagged AND b.citizen_id = l.citizen_id AND b.actor = l.actor
    AND b.department = l.department AND b.at >= date_trunc('hour', l.at)
    AND b.at < date_trunc('hour', l.at) + interval '1 hour'
    AND b.xmin::text <> pg_current_xact_id()::xid::text)
"""  # noqa: S608 (as above)


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
        the managers of the department hear; what cannot be told of is not read.

        May raise what `tried_again` is for.
        """
        unit: Unit | None = None
        async with reading(self._pool, reader, breaks_the_glass=breaks_the_glass, about=about) as connection:
            yield connection
            if breaks_the_glass:
                unit = await self._told(connection)
        if unit is not None:
            self._decider().committed(unit)

    async def tell(self, connection: Connection, works: Mapping[UUID, W]) -> None:
        """Tells of what this transaction has flagged; for who decides on those citizens, their subjects locked."""
        new: dict[UUID, set[str]] = defaultdict(set)
        for row in await connection.fetch(_NEW):
            new[row["citizen_id"]].add(row["department"])
        for citizen, departments in sorted(new.items()):
            work = works[citizen]
            for department in sorted(departments):
                # Samspil says it, not the department: whose people looked are not to be passed over.
                work.cause = Cause(new_id(), work.now, None, None, current_traceparent())
                if not work.involvement.erased:
                    await self._tell(department, work)

    async def _told(self, connection: Connection) -> Unit | None:
        await as_service(connection)
        flagged = [row["citizen_id"] for row in await connection.fetch(_FLAGGED)]
        if not flagged:
            return None

        async def decide(works: Mapping[UUID, W], _: Unit) -> None:
            await self.tell(connection, works)

        return (await self._decider().batch(connection, flagged, decide))[1]


def tried_again(
    read: Callable[Concatenate[S, P], Awaitable[T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """A read behind `Glass`, done again once where it lost to somebody who wrote about the same citizen meanwhile: the
    first news of them, or another who breaks the glass."""

    @wraps(read)
    async def once_more(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await read(self, *args, **kwargs)
        except (Raced, DeadlockDetectedError):
            return await read(self, *args, **kwargs)

    return once_more


__all__ = ["Glass", "Tell", "tried_again"]
