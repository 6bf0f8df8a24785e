"""Deliveries: queued with the decision that tells."""

from collections.abc import Hashable, Iterable
from uuid import UUID

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.delivery import Status
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import Recipient
from services.notifications.storage import delivery_rows
from shared.messaging import SubjectWork
from shared.postgres import Connection

_WAITS = "SELECT EXISTS (SELECT FROM deliveries WHERE id = $1 AND status = 'queued')"


class Deliveries:
    """See `ports.Deliveries`. The rows go with the statement that writes the notices."""

    def __init__(self, work: SubjectWork, connection: Connection) -> None:
        self._work = work
        self._connection = connection
        self._queued: dict[Hashable, tuple[Recipient, str]] = {}
        self.ended: dict[UUID, Status] = {}
        """What has come to an end in this unit: the database does not have it yet."""

    def enqueue(self, notice: Notice, event_type: str) -> None:
        key = (notice.event_id, notice.recipient, notice.channel, notice.because)
        self._work.put(delivery_rows.DELIVERY, key, delivery_rows.delivery_row(notice, event_type))
        self._queued[key] = notice.recipient, event_type
        self._work.unit.on_undo(self._queued.pop, key, None)
        self._work.unit.ring("deliveries")

    async def waits(self, id_: UUID) -> bool:
        return bool(await self._connection.fetchval(_WAITS, id_))

    def end(self, id_: UUID, status: Status) -> None:
        self.ended[id_] = status
        self._work.unit.on_undo(self.ended.pop, id_)
        self._work.put(delivery_rows.ENDED, id_, (id_, status))

    def stop(self, recipient: Recipient | None = None, types: Iterable[str] = ()) -> None:
        wanted = frozenset(types)
        for key, (to, type_) in self._queued.items():
            # What is queued in this very unit the statement that stops does not see.
            kept = recipient is not None and type_ in CORRECTIONS
            if recipient in (None, to) and (not wanted or type_ in wanted) and not kept:
                self._work.unit.drop(delivery_rows.DELIVERY, key)
        name = None if recipient is None else recipient.key
        for about in wanted or (None,):
            self._work.put(delivery_rows.STOPPED, (self._work.subject, name, about), (self._work.subject, name, about))
        if recipient is not None and not wanted:
            self._work.put(delivery_rows.HURRIED, name, (self._work.subject, name))
            self._work.unit.ring("deliveries")
