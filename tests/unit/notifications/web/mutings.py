"""Muting in memory, as the pages use it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.notifications.handlers import mute, mute_like, muted
from shared.contracts import Reporter
from tests.fakes.notifications_muting import FakeMutes


@dataclass
class MemoryMutes:
    """The real use cases; `inbox` gives the one that the pages read."""

    inbox: Callable[[], Any]
    kept: FakeMutes = field(default_factory=FakeMutes)

    def clear(self) -> None:
        self.kept.by_person.clear()

    async def of(self, reader: Reporter) -> frozenset[str]:
        return await muted(reader, self.kept)

    async def put(self, reader: Reporter, types: Iterable[str]) -> None:
        await mute(reader, types, self.kept)

    async def like(self, reader: Reporter, notice_id: UUID) -> None:
        await mute_like(reader, notice_id, self.inbox(), self.kept)
