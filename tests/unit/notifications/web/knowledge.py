"""The knowledge box in memory, as the pages use it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

from fastapi import Request

from services.notifications.domain.knowledge import Knowledge, KnowledgePage, Said, admit_team, none_such
from services.notifications.domain.shown import Preview, WouldBeTold
from shared.contracts import Refused, Reporter
from shared.http import Problem
from tests.unit.notifications.web.samples import CITIZEN, NOW

RESTING = uuid4()


@dataclass
class MemoryKnowledge:
    """Only `CITIZEN` and `RESTING` are known, and nobody is at work with the latter; coordinators of kraftcenter are
    involved. `full`: too much has come."""

    kept: dict[UUID, Knowledge] = field(default_factory=dict)
    readers: list[str] = field(default_factory=list)
    full: bool = False

    def clear(self) -> None:
        self.kept.clear()
        self.readers.clear()
        self.full = False

    def lay(self, said: Said, citizen_id: UUID | None = None) -> UUID:
        item = Knowledge(uuid4(), NOW + timedelta(minutes=len(self.kept)), said, citizen_id)
        self.kept[item.id] = item
        return item.id

    @property
    def said(self) -> list[Said]:
        return [item.said for item in self.kept.values()]

    async def hand_in(self, request: Request, said: Said) -> None:
        if self.full:
            raise Problem("too-many-requests", retry_after=7)
        self.lay(said)

    async def unmatched(self, reader: Reporter, cursor: str | None, limit: int) -> KnowledgePage:
        admit_team(reader)
        waiting = [item for item in self.kept.values() if item.citizen_id is None]
        start = int(cursor or 0)
        following = str(start + limit) if len(waiting) > start + limit else None
        return KnowledgePage(tuple(waiting[start : start + limit]), following)

    async def foresee(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> Preview:
        _known(reader, citizen_id)
        asked = WouldBeTold("department", "kraftcenter", None, "inbox", (), "Kraftcenter er i gang.")
        return Preview((asked,), (), 0)

    async def match(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> None:
        _known(reader, citizen_id)
        self.kept[id_] = replace(self._one(id_), citizen_id=citizen_id)

    async def discard(self, reader: Reporter, id_: UUID) -> None:
        admit_team(reader)
        del self.kept[self._one(id_).id]

    async def read(self, reader: Reporter, name: str, id_: UUID) -> Knowledge:
        if reader.role != "coordinator" or reader.department != "kraftcenter" or self._one(id_).citizen_id is None:
            raise none_such()
        self.readers.append(name)
        return self.kept[id_]

    def _one(self, id_: UUID) -> Knowledge:
        if id_ not in self.kept:
            raise none_such()
        return self.kept[id_]


def _known(reader: Reporter, citizen_id: UUID) -> None:
    admit_team(reader)
    if citizen_id == RESTING:
        raise Refused("not-allowed", "Ingen anden afdeling er i gang.", pointer="/citizen_id")
    if citizen_id != CITIZEN:
        raise Refused("unknown-citizen", "Borgeren kendes ikke her.", pointer="/citizen_id")
