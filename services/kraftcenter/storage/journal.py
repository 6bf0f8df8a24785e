"""The journal: written with every event, read for a correction alone."""

from typing import Protocol
from uuid import UUID

from services.kraftcenter.domain import Entry
from services.kraftcenter.storage.rows import Columns
from shared.messaging.unit import Unit
from shared.postgres import Connection
from shared.postgres.effects import Effect, Row, upsert

JOURNAL = upsert(
    "journal",
    ("subject", "event_id"),
    subject="uuid",
    event_id="uuid",
    type="text",
    about="uuid",
    loop="uuid",
    role="text",
    department="text",
    erred="boolean",
)
_NAMES = [name for name, _ in JOURNAL.columns]
_FIND = f"SELECT {', '.join(_NAMES)} FROM journal WHERE subject = $1 AND event_id = $2"  # noqa: S608 (names from code)


class _Writing(Protocol):
    subject: UUID
    unit: Unit

    def put(self, effect: Effect, key: tuple[UUID, UUID], row: Row) -> None: ...


class PostgresJournal:
    """See `ports.Journal`. Corrections are rare: an entry is fetched when asked for, instead of all with every work.

    What is found was perhaps written after the work was read; then the work's revision has moved on, too, and it is
    decided again.
    """

    def __init__(self, work: _Writing, connection: Connection) -> None:
        self._work = work
        self._connection = connection

    def write(self, entry: Entry) -> None:
        self._work.put(JOURNAL, (self._work.subject, entry.event_id), entry_row(self._work.subject, entry))

    async def find(self, event_id: UUID) -> Entry | None:
        written = self._work.unit.row(JOURNAL, (self._work.subject, event_id))
        if written is not None:
            return entry_from(dict(zip(_NAMES, written, strict=True)))
        row = await self._connection.fetchrow(_FIND, self._work.subject, event_id)
        return None if row is None else entry_from(row)


def entry_row(subject: UUID, e: Entry) -> Row:
    return (subject, e.event_id, e.type, e.about, e.loop, e.role, e.department, e.erred)


def entry_from(row: Columns) -> Entry:
    return Entry(
        event_id=row["event_id"],
        type=row["type"],
        about=row["about"],
        loop=row["loop"],
        role=row["role"],
        department=row["department"],
        erred=row["erred"],
    )
