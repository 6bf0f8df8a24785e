"""What is done with notices, in memory."""

from datetime import UTC, datetime
from uuid import UUID

from services.notifications.domain.tending import Colleague, check_snooze, check_words
from shared.contracts import Refused, Reporter
from tests.unit.notifications.web.samples import MemoryInbox


class MemoryTending:
    """`web.parts.Tending` over an inbox in memory; everybody who has signed in is one team."""

    def __init__(self, inbox: MemoryInbox) -> None:
        self._inbox = inbox
        self.known: dict[str, Colleague] = {}

    async def seen(self, reader: Reporter, name: str) -> None:
        self.known[reader.name] = Colleague(reader.name, name)

    async def colleagues(self, reader: Reporter) -> list[Colleague]:
        return sorted(self.known.values(), key=lambda each: each.name)

    async def snooze(self, reader: Reporter, notice_id: UUID, by: str, until: datetime) -> None:
        notice = await self._inbox.notice(reader, notice_id)
        check_snooze(until, notice.due if notice.asks else None, datetime.now(UTC))
        self._inbox.change(notice_id, snoozed_until=until, snoozed_by=by)

    async def wake(self, reader: Reporter, notice_id: UUID) -> None:
        await self._inbox.notice(reader, notice_id)
        self.come_back(notice_id)

    def come_back(self, notice_id: UUID) -> None:
        """As its timer does."""
        self._inbox.change(notice_id, snoozed_until=None, snoozed_by=None, returned_at=datetime.now(UTC))

    async def hand_over(self, reader: Reporter, notice_id: UUID, by: str, sub: str) -> None:
        await self._inbox.notice(reader, notice_id)
        if sub not in self.known:
            raise Refused("invalid-data", "Vælg en kollega fra listen.", pointer="/to")
        self._inbox.change(notice_id, holder=sub, holder_name=self.known[sub].name, handed_by=by)

    async def take_back(self, reader: Reporter, notice_id: UUID) -> None:
        await self._inbox.notice(reader, notice_id)
        self._inbox.change(notice_id, holder=None, holder_name=None, handed_by=None)

    async def acknowledge(self, reader: Reporter, notice_id: UUID, by: str, words: str) -> None:
        await self._inbox.notice(reader, notice_id)
        said, now = check_words(words), datetime.now(UTC)
        self._inbox.change(notice_id, acknowledged_at=now, acknowledged_by=by, words=said)
        await self._inbox.mark_read(reader, notice_id, by)
