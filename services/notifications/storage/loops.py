"""What the loops had before, fetched for many subjects at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.notifications.storage import event_rows
from shared.contracts.event import Event
from shared.postgres import Connection

_HANDLED = f"""{event_rows.EVENT_COLUMNS},
    (SELECT json_agg(DISTINCT n.recipient) FROM notices n WHERE n.event_id = e.event_id)::text AS told
"""  # noqa: S608 (constants of this service)
_OF_LOOPS = f"""
SELECT {_HANDLED} FROM unnest($1::uuid[], $2::uuid[]) AS q(subject, loop)
JOIN events e ON e.subject = q.subject AND e.correlationid = q.loop
ORDER BY e.registeredtime, e.seq
"""  # noqa: S608 (constants of this service)
_ONE = f"SELECT {_HANDLED} FROM events e WHERE e.event_id = $1 AND e.subject = $2"  # noqa: S608 (as above)

Place = tuple[UUID, UUID]
"""Subject and loop."""


class Loops:
    """The earlier events of loops, as the database has them; nobody else writes them while this unit is made.

    Few types of event need their loop. The first of a type that does brings those of all expected events of that type,
    so that a batch asks once a type at most, however many subjects are in it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._of_type: dict[str, set[Place]] = defaultdict(set)
        self._types: dict[Place, set[str]] = defaultdict(set)
        self._found: dict[Place, list[Record]] = {}

    def expect(self, event: Event[Any]) -> None:
        """The event is about to be told of."""
        place = event.subject, event.correlationid
        self._of_type[event.type].add(place)
        self._types[place].add(event.type)

    async def of(self, subject: UUID, loop: UUID) -> Sequence[Record]:
        """Oldest first; `told` is a JSON list of those reached."""
        place = subject, loop
        if place not in self._found:
            await self._fetch({place}.union(*(self._of_type[type_] for type_ in self._types[place])))
        return self._found[place]

    async def event(self, subject: UUID, event_id: UUID) -> Record | None:
        """One event of the subject's, as `of` gives it."""
        return await self._connection.fetchrow(_ONE, event_id, subject)

    async def _fetch(self, places: set[Place]) -> None:
        missing = sorted(places - self._found.keys())
        self._found |= {place: [] for place in missing}
        subjects, loops = zip(*missing, strict=True)
        for row in await self._connection.fetch(_OF_LOOPS, subjects, loops):
            self._found[row["subject"], row["correlationid"]].append(row)
