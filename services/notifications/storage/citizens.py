"""What people may see around one citizen: the timeline, the designations, and what a preview needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.notifications.domain.designation import Designation
from services.notifications.domain.shown import ABOUT_COURSES, ABOUT_TELLING, DesignationShown, TimelinePage
from services.notifications.domain.told import Handled
from services.notifications.ports import Around, Why
from services.notifications.storage.acknowledgements import words_to
from services.notifications.storage.beside import beside
from services.notifications.storage.designations import COLUMNS, FROM, ONE, contact_from, designation_from
from services.notifications.storage.event_rows import EVENT_COLUMNS, event_from
from services.notifications.storage.loops import Loops
from services.notifications.storage.notice_rows import recipients_from
from services.notifications.storage.showing import COURSE, Beyond, entry, record
from services.notifications.storage.work import NotificationsWork
from shared.contracts import Refused, Reporter
from shared.contracts.involvement import Involvement
from shared.http import page_of, position_of
from shared.identity import Keyring
from shared.messaging.glass import Glass, tried_again
from shared.postgres import Connection, Pool, transaction

_SUBJECT = "SELECT involvement, now() AS now FROM subjects WHERE subject = $1"
_TIMELINE = f"""
SELECT e.seq, {EVENT_COLUMNS}, {COURSE} FROM events e
WHERE e.subject = $1 AND ($2::timestamptz IS NULL OR (e.registeredtime, e.seq) > ($2, $3::bigint))
AND ($4 OR e.department = $5 OR (e.correlationid = ANY($6) AND e.type <> ALL($8)) OR reader_told(e.event_id))
ORDER BY e.registeredtime, e.seq LIMIT $7
"""  # noqa: S608 (constants of this service)
_FIRST = "SELECT type FROM events WHERE subject = $1 ORDER BY registeredtime, seq LIMIT 1"
_DESIGNATIONS = f"SELECT {COLUMNS} FROM {FROM} WHERE d.citizen_id = $1"  # noqa: S608 (as above)


class _Seen(NamedTuple):
    involvement: Involvement
    everything: bool
    now: datetime


class Citizens:
    """The part of `ports.Reads` about one citizen."""

    def __init__(self, pool: Pool, keyring: Keyring, glass: Glass[NotificationsWork]) -> None:
        self._pool = pool
        self._glass = glass
        self._keyring = keyring

    @tried_again
    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage:
        after, glass = position_of(cursor, datetime, int) or (None, None), why.reason is not None
        async with self._glass.reading(reader, breaks_the_glass=glass, about=citizen_id) as connection:
            seen = await _admit(connection, reader, citizen_id, why)
            own = [
                loop
                for loop in seen.involvement.loops.of_party(reader.department)
                if seen.involvement.may_read_loop(reader.department, loop, seen.now)
            ]
            rows = await connection.fetch(
                _TIMELINE,
                citizen_id,
                *after,
                seen.everything,
                reader.department,
                own,
                limit + 1,
                list(ABOUT_TELLING),
            )
            page, following = page_of(rows, limit, lambda r: (r["registeredtime"], r["seq"]))
            around = Beyond(await beside(connection, page), await words_to(connection, page, self._keyring))
            await record(connection, reader, [citizen_id], why, "/citizens/{citizen_id}/timeline", self._keyring)
        return TimelinePage(tuple(entry(row, around, reader) for row in page), following)

    @tried_again
    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]:
        glass = why.reason is not None
        async with self._glass.reading(reader, breaks_the_glass=glass, about=citizen_id) as connection:
            seen = await _admit(connection, reader, citizen_id, why)
            rows = {row["designation_id"]: row for row in await connection.fetch(_DESIGNATIONS, citizen_id)}
            names = await self.names(connection, citizen_id)
            await record(connection, reader, [citizen_id], why, "/citizens/{citizen_id}/designations", self._keyring)
        return tuple(
            DesignationShown(
                designation_id=designation.id,
                relation=rows[designation.id]["relation"],
                name=names.get(designation.id),
                may_know=tuple(sorted(designation.may_know)),
                channels=tuple(sorted(designation.channels)),
                standing=designation.standing,
            )
            for designation in seen.involvement.designations.all.values()
            if designation.id in rows
        )

    @tried_again
    async def around(self, reader: Reporter, citizen_id: UUID, why: Why) -> Around:
        # Who is involved is asked for a decision, and comes out as who would be told; names are read.
        async with transaction(self._pool) as connection:
            row = await connection.fetchrow(_SUBJECT, citizen_id)
            if row is None:
                return Around(Involvement(), {})
            involvement = Involvement.load(row["involvement"])
            if involvement.erased or await connection.fetchval(_FIRST, citizen_id) in ABOUT_COURSES:
                return Around(involvement, {})
        glass = why.reason is not None
        async with self._glass.reading(reader, breaks_the_glass=glass, about=citizen_id) as connection:
            near = _may_see(reader, involvement, citizen_id, row["now"])
            names = await self.names(connection, citizen_id) if near and reader.role != "app" else {}
            # Also a stranger who may refer learns here who is involved.
            await record(connection, reader, [citizen_id], why, "/preview", self._keyring)
        return Around(involvement, names)

    async def designation(self, citizen_id: UUID, designation_id: UUID) -> Designation | None:
        row = await self._pool.fetchrow(ONE, citizen_id, designation_id)
        return None if row is None else designation_from(row, self._keyring)

    async def loop(self, citizen_id: UUID, loop: UUID) -> Sequence[Handled]:
        async with self._pool.acquire(timeout=10) as connection:
            found = await Loops(connection).of(citizen_id, loop)
        return [Handled(event_from(row), recipients_from(row["told"])) for row in found]

    async def loop_of(self, citizen_id: UUID, event_id: UUID) -> Sequence[Handled]:
        async with self._pool.acquire(timeout=10) as connection:
            loops = Loops(connection)
            row = await loops.event(citizen_id, event_id)
            found = () if row is None else await loops.of(citizen_id, row["correlationid"])
        return [Handled(event_from(row), recipients_from(row["told"])) for row in found]

    async def names(self, connection: Connection, citizen_id: UUID) -> dict[UUID, str]:
        names: dict[UUID, str] = {}
        for row in await connection.fetch(_DESIGNATIONS, citizen_id):
            contact = contact_from(row, self._keyring)
            if contact is not None and contact.name is not None:
                names[row["designation_id"]] = contact.name
        return names


async def _admit(connection: Connection, reader: Reporter, citizen_id: UUID, why: Why) -> _Seen:
    """Raises Refused (404), alike for a citizen nobody knows and one that is none of the reader's business."""
    row = await connection.fetchrow(_SUBJECT, citizen_id)
    involvement = Involvement.load(None if row is None else row["involvement"])
    glass_broken = why.reason is not None and reader.role in ("coordinator", "manager")
    if row is None or involvement.erased or not (glass_broken or _may_see(reader, involvement, citizen_id, row["now"])):
        raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
    return _Seen(involvement, glass_broken or reader.role == "citizen", row["now"])


def _may_see(reader: Reporter, involvement: Involvement, citizen_id: UUID, now: datetime) -> bool:
    if reader.role == "citizen":
        return reader.citizen_id == citizen_id
    working = reader.role in ("app", "coordinator", "manager")
    return working and reader.department is not None and involvement.may_read_name(reader.department, now)
