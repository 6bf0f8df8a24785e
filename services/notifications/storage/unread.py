"""What is left unread: watched by durable timers, noted when its time is up (N4)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.notifications.domain.notice import Notice
from services.notifications.domain.quiet import Hours
from services.notifications.domain.unread import AFTER_OUTAGE, Clock, deadline, is_watched, mailed_on
from services.notifications.storage.delivery_rows import OVERDUE, STAND_IN_ASKED
from services.notifications.storage.notice_rows import NOTICE_COLUMNS, notice_from
from shared.messaging import SubjectWork
from shared.postgres import Connection
from shared.timers import ClockLengths, clear_timer, set_timer
from shared.timers.lengths import is_working_day

_STAND_IN = "SELECT id FROM stand_ins WHERE department = $1 AND $2 BETWEEN begins_on AND ends_on"
# As `ASKED_AGAIN` brings them back; what managers were told of is theirs.
_ASKED_AGAIN = f"""
SELECT {NOTICE_COLUMNS}, o.level FROM notices n LEFT JOIN unread_overdue o ON o.notice_id = n.id
WHERE n.correlationid = $1 AND n.subject = $2 AND n.action = ANY($3) AND n.settled_by = ANY($4)
AND n.event_id <> ALL($4) AND n.read_at IS NULL AND coalesce(o.level, 0) < 2
"""  # noqa: S608 (constants of this service)


class Unread:
    """See `ports.Unread`. One timer a notice, of few notices: those that ask a team something. `mailed` are the quiet
    hours of a mail to a stand-in, None where none can be sent."""

    def __init__(
        self, work: SubjectWork, connection: Connection, clock_lengths: ClockLengths, mailed: Hours | None
    ) -> None:
        self._work = work
        self._connection = connection
        self._clock_lengths = clock_lengths
        self._mailed = mailed

    def watch(self, notice: Notice) -> None:
        if is_watched(notice):
            shortest = self._clock_lengths.due("unread", notice.created_at)
            self._set("unread", notice, deadline(notice, shortest))

    async def watch_again(self, loop: UUID, actions: Iterable[str], wrong: Iterable[UUID]) -> None:
        asked = (loop, self._work.subject, sorted(actions), sorted(wrong))
        for row in await self._connection.fetch(_ASKED_AGAIN, *asked):
            notice = notice_from(row)
            clock: Clock = "unread" if row["level"] is None else "stand_in"
            if is_watched(notice):
                clear_timer(self._work, clock + AFTER_OUTAGE, notice.id)
                self._set(clock, notice, deadline(notice, self._clock_lengths.due(clock, self._work.now)))

    def spare(self, notice: Notice, clock: Clock) -> None:
        self._set(clock + AFTER_OUTAGE, notice, self._clock_lengths.due(clock, self._work.now))

    def ask(self, notice: Notice, stand_in: UUID) -> None:
        work = self._work
        work.put(OVERDUE, notice.id, (notice.id, notice.recipient.key, 1, stand_in, work.now))
        self._set("stand_in", notice, self._clock_lengths.due("stand_in", work.now))
        work.put(STAND_IN_ASKED, (notice.id, stand_in), (stand_in, work.cause.traceparent))
        work.unit.ring("deliveries")

    def told(self, notice: Notice) -> None:
        self._work.put(OVERDUE, notice.id, (notice.id, notice.recipient.key, 2, None, self._work.now))

    async def stand_in(self, department: str) -> UUID | None:
        if self._mailed is None:
            return None
        day = mailed_on(self._work.now, self._mailed, is_working_day)
        id_: UUID | None = await self._connection.fetchval(_STAND_IN, department, day)
        return id_

    def _set(self, kind: str, notice: Notice, due: datetime) -> None:
        set_timer(self._work, kind, notice.id, due, notice.correlationid)
