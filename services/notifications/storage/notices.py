"""The notices of one subject's work: added, read, settled."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from uuid import UUID

from services.notifications.domain.delivery import Status
from services.notifications.domain.notice import Notice
from services.notifications.domain.reach import Line
from services.notifications.domain.recipient import Recipient, parse
from services.notifications.storage import asks, notice_rows
from services.notifications.storage.acknowledgements import ACKNOWLEDGED, bound_to
from shared.contracts import Event, NoticeAcknowledged
from shared.messaging import SubjectWork
from shared.postgres import Connection

_NOTICE = f"SELECT {notice_rows.NOTICE_COLUMNS} FROM notices n WHERE n.id = $1 AND n.subject = $2"  # noqa: S608 (constants of this service)
# Only what leaves the house has a delivery.
_LINES = """
SELECT n.id, n.recipient, coalesce(d.status, 'delivered') AS status FROM notices n LEFT JOIN deliveries d USING (id)
WHERE n.event_id = $1 AND n.subject = $2
"""

Key = tuple[UUID, Recipient, str]
_NOBODY: frozenset[Recipient] = frozenset()


class Notices:
    """See `ports.Notices`. `told` is who was told in this unit, by event; `ended` are its deliveries that end here.

    What is asked in this unit is settled here, in memory, as the statement that settles what lies in the database does
    not see the rows it inserts itself. No row is written by two parts of the statement: what is settled in the database
    stood open there, and what is asked again did not; of one ask, what the unit said last is written. What managers are
    told of a team's ask is told by a clock, in a unit of its own: it always lies in the database.
    """

    def __init__(self, work: SubjectWork, connection: Connection, ended: Mapping[UUID, Status]) -> None:
        self._work = work
        self._connection = connection
        self._ended = ended
        self._asks: dict[Key, Notice] = {}
        self._settled_of: set[tuple[UUID, str]] = set()
        self.told: dict[UUID, frozenset[Recipient]] = {}

    def add(self, notice: Notice) -> None:
        told, id_ = self.told, notice.event_id
        before = told.get(id_, _NOBODY)
        told[id_] = before | {notice.recipient}
        self._work.unit.on_undo(told.__setitem__, id_, before)
        self._put(notice)

    async def get(self, id_: UUID) -> Notice | None:
        row = await self._connection.fetchrow(_NOTICE, id_, self._work.subject)
        return None if row is None else notice_rows.notice_from(row)

    async def lines(self, event_id: UUID) -> Sequence[Line]:
        found = await self._connection.fetch(_LINES, event_id, self._work.subject)
        return [Line(parse(row["recipient"]), self._ended.get(row["id"], row["status"])) for row in found]

    def save(self, notice: Notice) -> None:
        self._work.put(notice_rows.KEPT, notice.id, notice_rows.kept_row(notice))
        self._work.unit.ring("notices")

    def bring_back(self, notice: Notice) -> None:
        self._work.put(notice_rows.BROUGHT_BACK, notice.id, (notice.id, notice.returned_at))
        self._work.unit.ring("notices")

    def keep_words(self, event: Event[NoticeAcknowledged], words: str) -> None:
        id_, department = event.data.notice_id, event.data.department
        sealed = self._work.seal(words.encode(), bound_to(id_))
        self._work.put(ACKNOWLEDGED, id_, (id_, self._work.subject, event.id, department, sealed))

    def settle(self, loop: UUID, actions: Iterable[str], by: UUID) -> None:
        unit, subject = self._work.unit, self._work.subject
        actions = frozenset(actions)
        for action in sorted(actions):
            key = (subject, loop, action)
            unit.drop(asks.ASKED_AGAIN, key)
            unit.drop(asks.ASKED_AGAIN_IN_SIGHT, key)
            if unit.row(asks.SETTLED, key) is None:
                self._work.put(asks.SETTLED, key, (*key, by, self._work.now))
        for notice in self._of(loop, actions):
            self._put(notice.settle(by, self._work.now))
        unit.ring("notices")

    def settle_of(self, events: Iterable[UUID], actions: Iterable[str], by: UUID) -> None:
        ids, actions = frozenset(events), frozenset(actions)
        for key in product(sorted(ids), sorted(actions)):
            if self._work.unit.row(asks.SETTLED_OF, key) is None:
                self._work.put(asks.SETTLED_OF, key, (*key, by, self._work.now))
                self._settled_of.add(key)
        for notice in [n for n in self._asks.values() if n.event_id in ids and n.action in actions]:
            self._put(notice.settle(by, self._work.now))
        self._work.unit.ring("notices")

    def ask_again(self, loop: UUID, actions: Iterable[str], wrong: Iterable[UUID]) -> None:
        unit, subject = self._work.unit, self._work.subject
        actions, ids = frozenset(actions), frozenset(wrong)
        for one in self._settled_of:
            settled = unit.row(asks.SETTLED_OF, one)
            if settled is not None and not ids.isdisjoint(settled[2:]):
                unit.drop(asks.SETTLED_OF, one)
        for action in sorted(actions):
            key = (subject, loop, action)
            settled = unit.row(asks.SETTLED, key)
            if settled is not None and not ids.isdisjoint(settled):
                unit.drop(asks.SETTLED, key)
            before = unit.row(asks.ASKED_AGAIN, key)
            row = asks.asked_again_row(key, ids, before)
            self._work.put(asks.ASKED_AGAIN, key, row)
            self._work.put(asks.ASKED_AGAIN_IN_SIGHT, key, (*row, self._work.now))
        for notice in self._of(loop, actions):
            if notice.settled_by in ids and notice.event_id not in ids:
                self._put(notice.ask_again(self._work.now))
        unit.ring("notices")

    def _of(self, loop: UUID, actions: frozenset[str]) -> list[Notice]:
        return [n for n in self._asks.values() if n.correlationid == loop and n.action in actions]

    def _put(self, notice: Notice) -> None:
        key, unit = (notice.event_id, notice.recipient, notice.channel), self._work.unit
        if notice.action is not None:
            before = self._asks.get(key)
            self._asks[key] = notice
            unit.on_undo(self._forget, key, before)
        self._work.put(notice_rows.NOTICE, key, notice_rows.notice_row(notice))
        unit.ring("notices")

    def _forget(self, key: Key, before: Notice | None) -> None:
        if before is None:
            del self._asks[key]
        else:
            self._asks[key] = before
