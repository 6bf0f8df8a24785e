"""What the pages do with a notice: it is read, put off, handed over, acknowledged, or its like are muted."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from fastapi import FastAPI

from services.notifications import handlers
from services.notifications.domain.tending import Colleague
from services.notifications.ports import Colleagues
from shared.contracts import Reporter


class MarkRead:
    """See `web.parts.MarkRead`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def __call__(self, reader: Reporter, notice_id: UUID, by: str) -> None:
        await handlers.read_notice(reader, by, notice_id, self._state.reads, self._state.decisions)


class Tending:
    """See `web.parts.Tending`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def seen(self, reader: Reporter, name: str) -> None:
        await self._state.colleagues.seen(reader, name)

    async def colleagues(self, reader: Reporter) -> Sequence[Colleague]:
        colleagues: Colleagues = self._state.colleagues
        return await colleagues.of(reader)

    async def snooze(self, reader: Reporter, notice_id: UUID, by: str, until: datetime) -> None:
        await handlers.snooze_notice(reader, by, notice_id, until, self._state.reads, self._state.decisions)

    async def wake(self, reader: Reporter, notice_id: UUID) -> None:
        await handlers.wake_notice(reader, notice_id, self._state.reads, self._state.decisions)

    async def hand_over(self, reader: Reporter, notice_id: UUID, by: str, sub: str) -> None:
        state = self._state
        await handlers.hand_over_notice(reader, by, notice_id, sub, state.colleagues, state.reads, state.decisions)

    async def take_back(self, reader: Reporter, notice_id: UUID) -> None:
        await handlers.take_back_notice(reader, notice_id, self._state.reads, self._state.decisions)

    async def acknowledge(self, reader: Reporter, notice_id: UUID, by: str, words: str) -> None:
        await handlers.acknowledge_notice(reader, by, notice_id, words, self._state.reads, self._state.decisions)


class MutePages:
    """See `web.mutes.MutePages`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def of(self, reader: Reporter) -> frozenset[str]:
        return await handlers.muted(reader, self._state.mutes)

    async def put(self, reader: Reporter, types: Iterable[str]) -> None:
        await handlers.mute(reader, types, self._state.mutes)

    async def like(self, reader: Reporter, notice_id: UUID) -> None:
        await handlers.mute_like(reader, notice_id, self._state.reads, self._state.mutes)
