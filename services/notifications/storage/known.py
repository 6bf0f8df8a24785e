"""Who was told what, for the citizen it is about; and what a relative may know, for that relative."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.notifications.domain import wording
from services.notifications.domain.known import QUIET_ABOUT, KnownEvent, KnownPage, MayKnow, knower, may_know
from services.notifications.domain.wording import NOTHING_BESIDE, Beside
from services.notifications.ports import Why
from services.notifications.storage.beside import beside
from services.notifications.storage.citizens import Citizens
from services.notifications.storage.event_rows import EVENT_COLUMNS, event_from
from services.notifications.storage.showing import COURSE, course_in, own_look, record
from shared.contracts import Refused, Reporter
from shared.contracts.involvement import Involvement
from shared.http import page_of, position_of
from shared.identity import PurposeCode, known_here, reading

_KNOWN = f"""
SELECT e.seq, {EVENT_COLUMNS}, {COURSE}, reader_known_by(e.event_id) AS known_by
FROM events e
WHERE e.subject = $1 AND e.type <> ALL($2)
AND ($3::timestamptz IS NULL OR (e.registeredtime, e.seq) < ($3, $4::bigint))
ORDER BY e.registeredtime DESC, e.seq DESC LIMIT $5
"""  # noqa: S608 (constants of this service)
# In the database (migrations/0171_reading.sql): of the involvement a relative's own designation alone.
_MINE = "SELECT citizen_id, designation_id, relation, involvement FROM reader_designations()"


class Knowing(Citizens):
    """The part of `ports.Reads` about who knows what; see `ports.Known`."""

    async def known(
        self, reader: Reporter, citizen_id: UUID, *, cursor: str | None = None, limit: int = 50
    ) -> KnownPage:
        before = position_of(cursor, datetime, int) or (None, None)
        if reader.role != "citizen" or reader.citizen_id != citizen_id:
            raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
        async with reading(self._pool, reader, about=citizen_id) as connection:
            rows = await connection.fetch(_KNOWN, citizen_id, list(QUIET_ABOUT), *before, limit + 1)
            page, following = page_of(rows, limit, lambda row: (row["registeredtime"], row["seq"]))
            around = await beside(connection, page)
            names = await self.names(connection, citizen_id)
            if await known_here(connection, citizen_id):
                why = Why(PurposeCode.OWN.value)
                await record(connection, reader, [citizen_id], why, "/citizens/{citizen_id}/known", self._keyring)
        return KnownPage(tuple(_known(row, around, names) for row in page), following)

    async def may_know(self, reader: Reporter) -> tuple[MayKnow, ...]:
        if reader.role != "relative":
            raise Refused("forbidden", "Siden er for pårørende.", status=403)
        async with reading(self._pool, reader) as connection:
            rows = await connection.fetch(_MINE)
            found = [each for row in rows if (each := _standing(row)) is not None]
            citizens = {each.citizen_id for each in found}
            await record(connection, reader, citizens, own_look(reader), "/designations/mine", self._keyring)
        return tuple(found)


def _known(row: Record, around: Mapping[UUID, Beside], names: dict[UUID, str]) -> KnownEvent:
    event = event_from(row)
    return KnownEvent(
        event_id=event.id,
        event_type=event.type,
        text=wording.text(event.data, "citizen", course_in(row), around.get(event.id, NOTHING_BESIDE)),
        time=event.time,
        department=event.department,
        data=event.data.model_dump(mode="json"),
        known_by=tuple(
            knower(key, channel, delivery, read, names)
            for key, channel, delivery, read in json.loads(row["known_by"] or "[]")
        ),
    )


def _standing(row: Record) -> MayKnow | None:
    designation = Involvement.load(row["involvement"]).designation(row["designation_id"])
    if designation is None or not designation.standing:
        return None
    return may_know(row["citizen_id"], row["relation"], designation)
