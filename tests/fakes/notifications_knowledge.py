"""The knowledge box in memory."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from services.notifications.domain.knowledge import (
    Knowledge,
    KnowledgePage,
    Said,
    admit_team,
    already_matched,
    may_read,
    none_such,
)
from services.notifications.domain.recipient import department
from services.notifications.ports import ReadKnowledge, Why
from services.notifications.ports.knowledge import Decide
from shared.contracts import Cause, Reporter
from tests.fakes.notifications_kept import Kept
from tests.fakes.notifications_work import FakeWork


class _Around(Protocol):
    """What the box needs of the fake world."""

    now: Any
    looks: list[UUID]

    def of(self, subject: UUID) -> Kept: ...
    async def on(self, subject: UUID, cause: Cause, decide: Callable[[FakeWork], Awaitable[None]]) -> None: ...


class FakeKnowledge:
    """`ports.KnowledgeBox`."""

    def __init__(self, world: _Around) -> None:
        self._world = world
        self._kept: dict[UUID, Knowledge] = {}
        self._told: dict[UUID, UUID] = {}

    async def put(self, id_: UUID, said: Said) -> None:
        self._kept[id_] = Knowledge(id_, self._world.now + timedelta(seconds=len(self._kept)), said)

    async def unmatched(self, reader: Reporter, *, cursor: str | None = None, limit: int = 50) -> KnowledgePage:
        admit_team(reader)
        waiting = [item for item in self._kept.values() if item.citizen_id is None]
        start = int(cursor or 0)
        following = str(start + limit) if len(waiting) > start + limit else None
        return KnowledgePage(tuple(waiting[start : start + limit]), following)

    async def discard(self, reader: Reporter, id_: UUID) -> None:
        admit_team(reader)
        if self._one(id_).citizen_id is not None:
            raise already_matched()
        del self._kept[id_]

    async def decide(self, reader: Reporter, id_: UUID, citizen_id: UUID, decide: Decide) -> None:
        admit_team(reader)
        item = self._one(id_)

        async def matching(work: FakeWork) -> None:
            made = await decide(item, work)
            if made is not None:
                self._kept[id_], self._told[id_] = made

        await self._world.on(citizen_id, Cause(id_, self._world.now, reader.department, None, None), matching)

    async def read(self, reader: Reporter, id_: UUID, why: Why) -> ReadKnowledge:
        item = self._kept.get(id_)
        if item is None or item.citizen_id is None:
            raise none_such()
        kept = self._world.of(item.citizen_id)
        glass_broken = why.reason is not None and reader.role == "coordinator"
        if kept.involvement.erased or not (glass_broken or may_read(reader, kept.involvement)):
            raise none_such()
        self._world.looks.append(item.citizen_id)
        mine = self._told[id_], department(reader.department or ""), "inbox"
        notice = kept.notices.get(mine)
        return ReadKnowledge(item, None if notice is None or notice.read_at is not None else notice.id)

    def erase(self, citizen_id: UUID) -> None:
        self._kept = {id_: item for id_, item in self._kept.items() if item.citizen_id != citizen_id}

    def _one(self, id_: UUID) -> Knowledge:
        if id_ not in self._kept:
            raise none_such()
        return self._kept[id_]
