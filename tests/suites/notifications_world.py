"""What the suites of the notifications service's work are run on, and what they ask of it.

The tests take a `world` fixture; `tests/unit/notifications` gives the fake one, the integration tests the real one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.receivers import Receivers
from services.notifications.domain.shown import InboxNotice
from services.notifications.ports import Acceptance, Decisions, KnowledgeBox, Letters, Mutes, Reads, Why
from shared.contracts import Event, Report, Reporter
from tests.suites.notifications_story import (
    accepted,
    asked,
    started,
)

WORK = Why("sagsbehandling")


class World(Protocol):
    """The service behind its doors. What a decision raises leaves nothing behind.

    `receivers` are the apps that listen.
    """

    receivers: Receivers

    @property
    def now(self) -> datetime: ...
    @property
    def reads(self) -> Reads: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def mutes(self) -> Mutes: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def acceptance(self) -> Acceptance: ...
    @property
    def knowledge(self) -> KnowledgeBox: ...

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        """What the report became. Raises `Refused` or `Waits`."""
        ...

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        """What the event led to; nothing the second time. Raises `Waits` where it is not applied yet."""
        ...

    async def hear_together(self, *events: Event[Any]) -> None:
        """The events in this order, as one batch: one transaction and one statement."""
        ...

    async def counted(self, subject: UUID) -> int:
        """How many events this service has published about the subject."""
        ...

    async def queued(self, subject: UUID) -> set[tuple[str, str, str]]:
        """What has been queued to leave the house: recipient, event type, status."""
        ...

    async def delivery_ids(self, subject: UUID) -> list[UUID]:
        """Of the same."""
        ...

    async def out(self, subject: UUID) -> Sequence[Delivery]:
        """What is queued now, as a sender is given it."""
        ...

    async def tried_again(self, subject: UUID) -> None:
        """What was given up about the subject is queued again, by an operator."""
        ...

    async def watched(self, subject: UUID) -> Mapping[tuple[str, UUID], datetime]:
        """The clocks that run about the subject, by kind and notice, and when each runs out."""
        ...

    async def stands_in(self, subject: UUID, department: str, who: UUID | None) -> None:
        """Somebody stands in for the department today, or nobody."""
        ...

    async def overdue(self, subject: UUID) -> Mapping[UUID, int]:
        """How far each notice that was left unread has come."""
        ...

    async def stand_ins_mailed(self, who: UUID) -> int:
        """How many mails were queued to the stand-in."""
        ...

    async def looks_at(self, subject: UUID) -> int:
        """Rows of the access log."""
        ...


async def inbox(world: World, reader: Reporter, about: UUID) -> list[InboxNotice]:
    """Newest first; of one citizen alone, as other tests' notices lie in the same inbox."""
    page = await world.reads.inbox(reader, limit=200)
    return [item for item in page.items if item.citizen_id == about]


async def a_running_loop(world: World, anna: UUID) -> Event[Any]:
    """Socialpsykiatri has referred, Kraftcenter has accepted and started; answers with the start."""
    created = asked(anna)
    start = started(created)
    for event in (created, accepted(created), start):
        await world.hear(event)
    return start


async def taken(
    world: World, reader: Reporter, after: str, count: int, *, changes: bool = False, muted: bool = False
) -> list[InboxNotice]:
    """The next notices of a stream, exactly so many within a moment."""
    notices: list[InboxNotice] = []
    ended = False

    async def take() -> None:
        async with aclosing(world.reads.live(reader, after, lambda: ended, changes=changes, muted=muted)) as stream:
            async for notice in stream:
                notices.append(notice)
                if len(notices) == count:
                    return

    if count == 0:
        ended = True
    async with asyncio.timeout(5):
        await take()
    return notices


async def timeline(world: World, reader: Reporter, anna: UUID) -> list[str]:
    return [entry.event_type for entry in (await world.reads.timeline(reader, anna, WORK)).items]
