"""The work on one subject. Opening it asks the database nothing: telling rests on the involvement alone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain.quiet import SHIPPED_QUIET, Quiet
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.told import MAIL, Handled
from services.notifications.storage import event_rows, notice_rows
from services.notifications.storage.deliveries import Deliveries
from services.notifications.storage.designations import Designations, Invitations
from services.notifications.storage.loops import Loops
from services.notifications.storage.notices import Notices
from services.notifications.storage.unread import Unread
from shared.contracts.event import Event
from shared.contracts.involvement import Involvement
from shared.identity import Keyring
from shared.messaging import SubjectRow, SubjectWork, Unit
from shared.postgres import Connection
from shared.timers import ClockLengths, clear_timer, set_timer

_SHIPPED_LENGTHS = ClockLengths()


class NotificationsWork(SubjectWork):
    """See `ports.Work`."""

    def __init__(
        self,
        connection: Connection,
        unit: Unit,
        row: SubjectRow,
        keyring: Keyring,
        loops: Loops,
        receivers: Receivers = NO_RECEIVERS,
        rules: Rules = SHIPPED,
        clock_lengths: ClockLengths = _SHIPPED_LENGTHS,
        quiet: Quiet = SHIPPED_QUIET,
    ) -> None:
        super().__init__("notifications", unit, row, keyring)
        self.rules = rules
        self.receivers = receivers
        self.loops = loops
        self.before: Involvement = self.involvement
        self.timeline = Timeline(self)
        self.deliveries = Deliveries(self, connection)
        self.notices = Notices(self, connection, self.deliveries.ended)
        self.designations = Designations(self, connection, keyring)
        self.invitations = Invitations(self, self.designations, keyring)
        self.unread = Unread(self, connection, clock_lengths, quiet.of("person") if MAIL in rules.channels else None)

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        set_timer(self, kind, ref, due, correlationid)

    def clear_timer(self, kind: str, ref: UUID) -> None:
        clear_timer(self, kind, ref)

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
            self._work.unit.on_undo(self.kept.pop, event.id)
            self._work.put(event_rows.EVENT, event.id, event_rows.event_row(event))

    async def of_loop(self, correlationid: UUID) -> Sequence[Handled]:
        told = self._work.notices.told
        found: dict[UUID, Handled] = {}
        for row in await self._work.loops.of(self._work.subject, correlationid):
            event, reached = event_rows.event_from(row), notice_rows.recipients_from(row["told"])
            found[event.id] = Handled(event, reached | told.get(event.id, frozenset()))
        for event in self.kept.values():
            if event.correlationid == correlationid:
                found.setdefault(event.id, Handled(event, told.get(event.id, frozenset())))
        return list(found.values())

    async def get(self, event_id: UUID) -> Handled | None:
        told = self._work.notices.told.get(event_id, frozenset())
        row = await self._work.loops.event(self._work.subject, event_id)
        if row is not None:
            return Handled(event_rows.event_from(row), notice_rows.recipients_from(row["told"]) | told)
        kept = self.kept.get(event_id)
        return None if kept is None else Handled(kept, told)


class NotificationsStorage:
    """How the service opens its work: no statement, for any number of subjects.

    `receivers` gives the apps that listen, `rules` whom to tell, both as known by now: one decision goes by one version
    throughout. `quiet` says when a mail to a stand-in can go.
    """

    def __init__(
        self,
        keyring: Keyring,
        receivers: Callable[[Connection], Awaitable[Receivers]] | None = None,
        rules: Callable[[Connection], Awaitable[Rules]] | None = None,
        clock_lengths: ClockLengths = _SHIPPED_LENGTHS,
        quiet: Quiet = SHIPPED_QUIET,
    ) -> None:
        self._quiet = quiet
        self._keyring = keyring
        self._receivers = receivers
        self._rules = rules
        self._clock_lengths = clock_lengths

    async def open(
        self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]
    ) -> Mapping[UUID, NotificationsWork]:
        loops = Loops(connection)
        receivers = NO_RECEIVERS if self._receivers is None else await self._receivers(connection)
        rules = SHIPPED if self._rules is None else await self._rules(connection)
        return {
            row.subject: NotificationsWork(
                connection, unit, row, self._keyring, loops, receivers, rules, self._clock_lengths, self._quiet
            )
            for row in rows
        }
