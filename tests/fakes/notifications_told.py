"""Notices, their deliveries, and what is watched until it is read, in memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.delivery import Status
from services.notifications.domain.notice import Notice
from services.notifications.domain.reach import Line
from services.notifications.domain.recipient import Recipient, managers
from services.notifications.domain.unread import AFTER_OUTAGE, SEE_TO_READ, Clock, deadline, is_watched
from shared.contracts import Event, NoticeAcknowledged
from shared.timers import ClockLengths
from tests.fakes.notifications_kept import Kept, Queued

_LENGTHS = ClockLengths()


class FakeNotices:
    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self._now = now

    def add(self, notice: Notice) -> None:
        self._kept.notices.setdefault((notice.event_id, notice.recipient, notice.channel), notice)

    async def get(self, id_: UUID) -> Notice | None:
        return next((n for n in self._kept.notices.values() if n.id == id_), None)

    async def lines(self, event_id: UUID) -> Sequence[Line]:
        status = {queued.notice.id: queued.status for queued in self._kept.deliveries.values()}
        told = (n for n in self._kept.notices.values() if n.event_id == event_id)
        return [Line(n.recipient, status.get(n.id, "delivered")) for n in told]

    def save(self, notice: Notice) -> None:
        self._kept.notices[notice.event_id, notice.recipient, notice.channel] = notice

    def bring_back(self, notice: Notice) -> None:
        self.save(notice)
        self._kept.back = (*self._kept.back, notice.id)

    def keep_words(self, event: Event[NoticeAcknowledged], words: str) -> None:
        self._kept.words[event.data.notice_id] = words

    def settle(self, loop: UUID, actions: Iterable[str], by: UUID) -> None:
        for notice in self._of(loop, actions):
            self.save(notice.settle(by, self._now))

    def settle_of(self, events: Iterable[UUID], actions: Iterable[str], by: UUID) -> None:
        ids, codes = frozenset(events), frozenset(actions)
        for notice in [n for n in self._kept.notices.values() if n.event_id in ids and n.action in codes]:
            self.save(notice.settle(by, self._now))

    def ask_again(self, loop: UUID, actions: Iterable[str], wrong: Iterable[UUID]) -> None:
        ids = frozenset(wrong)
        read = {(n.event_id, managers(n.recipient.name)) for n in self._kept.notices.values() if n.read_at is not None}
        for notice in self._of(loop, actions):
            if notice.action == SEE_TO_READ and (notice.event_id, notice.recipient) in read:
                continue
            if notice.settled_by in ids and notice.event_id not in ids:
                again = notice.ask_again(self._now)
                (self.save if notice.snoozed_until is None else self.bring_back)(again)

    def _of(self, loop: UUID, actions: Iterable[str]) -> list[Notice]:
        codes = frozenset(actions)
        asks = [n for n in self._kept.notices.values() if n.correlationid == loop and n.action in codes]
        about = {(n.event_id, managers(n.recipient.name)) for n in asks if n.recipient.kind == "department"}
        seeing = [n for n in self._kept.notices.values() if n.action == SEE_TO_READ]
        return asks + [n for n in seeing if (n.event_id, n.recipient) in about]


class FakeDeliveries:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def enqueue(self, notice: Notice, event_type: str) -> None:
        key = (notice.event_id, notice.recipient, notice.channel, notice.because)
        self._kept.deliveries.setdefault(key, Queued(notice, event_type))

    async def waits(self, id_: UUID) -> bool:
        return any(q.notice.id == id_ and q.status == "queued" for q in self._kept.deliveries.values())

    def end(self, id_: UUID, status: Status) -> None:
        self._end(status, lambda queued: queued.notice.id == id_)

    def stop(self, recipient: Recipient | None = None, types: Iterable[str] = ()) -> None:
        wanted = frozenset(types)
        self._end(
            "stopped",
            lambda q: (
                recipient in (None, q.notice.recipient)
                and (not wanted or q.event_type in wanted)
                and (recipient is None or q.event_type not in CORRECTIONS)
            ),
        )

    def _end(self, status: Status, those: Callable[[Queued], bool]) -> None:
        for key, queued in self._kept.deliveries.items():
            if queued.status == "queued" and those(queued):
                self._kept.deliveries[key] = replace(queued, status=status)


class FakeUnread:
    """`_before` are the notices as the decision found them."""

    def __init__(self, kept: Kept, now: datetime) -> None:
        self._kept = kept
        self._now = now
        self._before = dict(kept.notices)

    def watch(self, notice: Notice) -> None:
        if is_watched(notice):
            self._kept.timers["unread", notice.id] = deadline(notice, _LENGTHS.due("unread", notice.created_at))

    async def watch_again(self, loop: UUID, actions: Iterable[str], wrong: Iterable[UUID]) -> None:
        codes, ids = frozenset(actions), frozenset(wrong)
        for before in self._before.values():
            asked = before.correlationid == loop and before.action in codes and before.event_id not in ids
            level = self._kept.overdue.get(before.id, 0)
            if asked and before.settled_by in ids and before.read_at is None and level < 2 and is_watched(before):
                clock = "stand_in" if level else "unread"
                self._kept.timers.pop((clock + AFTER_OUTAGE, before.id), None)
                self._kept.timers[clock, before.id] = deadline(before, _LENGTHS.due(clock, self._now))

    def spare(self, notice: Notice, clock: Clock) -> None:
        self._kept.timers[clock + AFTER_OUTAGE, notice.id] = _LENGTHS.due(clock, self._now)

    def ask(self, notice: Notice, stand_in: UUID) -> None:
        self._kept.overdue[notice.id] = 1
        self._kept.timers["stand_in", notice.id] = _LENGTHS.due("stand_in", self._now)
        self._kept.asked.append(stand_in)

    def told(self, notice: Notice) -> None:
        self._kept.overdue[notice.id] = 2

    async def stand_in(self, department: str) -> UUID | None:
        return self._kept.stand_ins.get(department)
