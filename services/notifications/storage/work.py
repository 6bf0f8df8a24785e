"""The work on one subject. Opening it asks the database nothing: telling rests on the involvement alone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.notifications.domain.designation import Designation
from services.notifications.domain.told import Handled
from services.notifications.storage import rows
from services.notifications.storage.loops import Loops
from services.notifications.storage.notices import Notices
from shared.contracts.event import Event
from shared.contracts.involvement import Involvement
from shared.identity import Keyring
from shared.messaging import SubjectRow, SubjectWork, Unit
from shared.postgres import Connection


class NotificationsWork(SubjectWork):
    """See `ports.Work`."""

    def __init__(self, connection: Connection, unit: Unit, row: SubjectRow, keyring: Keyring, loops: Loops) -> None:
        super().__init__("notifications", unit, row, keyring)
        self.loops = loops
        self.before: Involvement = self.involvement
        self.timeline = Timeline(self)
        self.notices = Notices(self, connection)
        self.designations = Designations(self)

    def expect(self, event: Event[Any]) -> None:
        self.loops.expect(event)

    def hear(self, event: Event[Any]) -> None:
        self.before = self.involvement
        super().hear(event)


class Timeline:
    """What was kept earlier lies in the database; what this unit keeps, here."""

    def __init__(self, work: NotificationsWork) -> None:
        self._work = work
        self.kept: dict[UUID, Event[Any]] = {}

    def keep(self, event: Event[Any]) -> None:
        if event.id not in self.kept:
            self.kept[event.id] = event
            self._work.unit.on_undo(lambda: self.kept.pop(event.id))
            self._work.put(rows.EVENT, event.id, rows.event_row(event))

    async def of_loop(self, correlationid: UUID) -> Sequence[Handled]:
        told = self._work.notices.told
        found: dict[UUID, Handled] = {}
        for row in await self._work.loops.of(self._work.subject, correlationid):
            event, reached = rows.event_from(row), rows.recipients_from(row["told"])
            found[event.id] = Handled(event, reached | told.get(event.id, frozenset()))
        for event in self.kept.values():
            if event.correlationid == correlationid:
                found.setdefault(event.id, Handled(event, told.get(event.id, frozenset())))
        return list(found.values())


class Designations:
    def __init__(self, work: NotificationsWork) -> None:
        self._work = work

    def add(self, designation: Designation) -> None:
        key = (self._work.subject, designation.id)
        self._work.put(rows.DESIGNATION, key, (*key, designation.relation, designation.contact, True))

    def revoke(self, id_: UUID) -> None:
        key = (self._work.subject, id_)
        self._work.put(rows.REVOKED, key, (*key, None, False))


class NotificationsStorage:
    """How the service opens its work: no statement, for any number of subjects."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def open(
        self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]
    ) -> Mapping[UUID, NotificationsWork]:
        loops = Loops(connection)
        return {row.subject: NotificationsWork(connection, unit, row, self._keyring, loops) for row in rows}
