"""Inboxes for people, in memory."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from uuid import UUID

from services.notifications.domain import wording
from services.notifications.domain.muting import is_muted
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import Recipient, addresses, relative
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.shown import (
    InboxNotice,
    InboxPage,
    citizen_of,
)
from services.notifications.domain.tending import answers_to
from services.notifications.domain.unread import SEE_TO_READ
from services.notifications.domain.wanted import EVERYTHING, Wanted
from shared.contracts import Refused, Reporter
from tests.fakes.notifications_remembered import Remembered, acknowledged, beside_of


class FakeInboxes(Remembered):
    async def inbox(
        self,
        reader: Reporter,
        *,
        wanted: Wanted = EVERYTHING,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        mine = self._mine(reader)
        placed = [(self._place(n, seq, asking), n) for seq, n in mine]
        mine = [(seq, n) for seq, n in mine if wanted.muted or self._heard(reader, n)]
        matching = [n for _, n in mine if wanted.takes(self._shown(n), reader.name, self.now)]
        found = sorted(
            (place, n)
            for place, n in placed
            if (cursor is None or place > tuple(json.loads(cursor))) and n in matching and asking in (None, _asks(n))
        )
        page = found[:limit]
        self._look([n for _, n in page])
        following = json.dumps(page[-1][0]) if len(found) > limit else None
        return InboxPage(
            tuple(self._shown(n) for _, n in page),
            following,
            str(len(self.log)),
            await self.unread(reader),
            reader.role == "relative" and not self.stands_for(reader),
            len(matching) if wanted.narrows else None,
        )

    async def unread(self, reader: Reporter) -> int:
        wanted = Wanted(unread=True)
        heard = (n for _, n in self._mine(reader) if self._heard(reader, n))
        return sum(wanted.takes(self._shown(n), reader.name, self.now) for n in heard)

    def _heard(self, reader: Reporter, notice: Notice) -> bool:
        type_ = self.of(notice.subject).events[notice.event_id].type
        theirs = notice.holder is not None and notice.holder.sub == reader.name
        return not is_muted(type_, notice.action is not None, self.mutes.by_person[reader.name], theirs=theirs)

    async def position(self, reader: Reporter) -> str:
        self._mine(reader)
        return str(len(self.log))

    async def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False, muted: bool = False
    ) -> AsyncGenerator[InboxNotice, None]:
        at = int(after) if after.isdecimal() else len(self.log)
        while not stopping():
            mine = {notice.id: notice for _, notice in self._mine(reader) if muted or self._heard(reader, notice)}
            for place, (id_, changed) in enumerate(self.log[at:], at + 1):
                at = place
                if id_ in mine and (changes or not changed):
                    self._look([mine[id_]])
                    yield replace(self._shown(mine[id_]), position=str(at), changed=changed)
            await asyncio.sleep(0.001)

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        return self._shown(await self.addressed(reader, notice_id))

    async def addressed(self, reader: Reporter, notice_id: UUID) -> Notice:
        for _, notice in self._mine(reader):
            if notice.id == notice_id:
                return notice
        raise Refused("not-found", "Beskeden findes ikke.", status=404)

    @staticmethod
    def _place(notice: Notice, seq: int, asking: bool | None) -> tuple[float, int]:
        """Newest first; what asks something, what is due first."""
        if not asking:
            return 0.0, -seq
        return (float("inf") if notice.due is None else notice.due.timestamp()), seq

    def _mine(self, reader: Reporter) -> list[tuple[int, Notice]]:
        if reader.role in ("app", "operator"):
            raise Refused("forbidden", "Du har ingen indbakke.", status=403)
        mine = set(addresses(reader))
        if reader.role == "relative":
            mine = self.stands_for(reader)
        notices = {
            n.id: n for kept in self.kept.values() for n in kept.notices.values() if n.recipient in mine and n.in_inbox
        }
        told = [id_ for id_, changed in self.log if not changed]
        back = [id_ for kept in self.kept.values() for id_ in kept.back]
        places = {id_: seq for seq, id_ in enumerate([*told, *back])}
        return [(seq, notices[id_]) for id_, seq in places.items() if id_ in notices]

    def stands_for(self, reader: Reporter) -> set[Recipient]:
        """What the issuer names and what was accepted, as far as it stands."""
        found = set(addresses(reader))
        found |= {
            relative(of, id_) for of, kept in self.kept.items() for sub, id_ in kept.bindings if sub == reader.name
        }
        standing = {relative(of, d.id) for of, kept in self.kept.items() for d in kept.involvement.standing()}
        return found & standing

    def _shown(self, notice: Notice) -> InboxNotice:
        event = self.of(notice.subject).events[notice.event_id]
        beside = beside_of(event, self.of(notice.subject))
        text = wording.text(event.data, notice.recipient.kind, self.course(event), beside)
        answered = answers_to(event, notice.recipient)
        return InboxNotice(
            notice.id,
            event.id,
            event.type,
            citizen_of(event.type, event.subject, event.correlationid),
            wording.unread(text) if notice.action == SEE_TO_READ else text,
            wording.action(notice.action),
            notice.due,
            notice.created_at,
            notice.read_at,
            notice.read_by,
            notice.traceparent and notice.traceparent.split("-")[1],
            department=event.department,
            settled_at=notice.settled_at,
            read_settles=notice.action in SHIPPED.settled_by_reading,
            knowledge_id=getattr(event.data, "knowledge_id", None),
            referral_id=getattr(event.data, "referral_id", None),
            intervention_id=getattr(event.data, "intervention_id", None),
            snoozed_until=notice.snoozed_until,
            snoozed_by=notice.snoozed_by,
            returned_at=notice.returned_at,
            holder=None if notice.holder is None else notice.holder.sub,
            holder_name=None if notice.holder is None else notice.holder.name,
            handed_by=notice.handed_by,
            acknowledged_at=notice.acknowledged_at,
            acknowledged_by=notice.acknowledged_by,
            answers_to=None if answered is None else answered.department or "citizen",
            words=self.of(notice.subject).words.get(acknowledged(event) or notice.id),
        )

    def _look(self, notices: Sequence[Notice]) -> None:
        self.looks += sorted({citizen for n in notices if (citizen := self._shown(n).citizen_id) is not None})


def _asks(notice: Notice) -> bool:
    return notice.action is not None and notice.settled_at is None
