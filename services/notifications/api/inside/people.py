"""What the pages ask about mail, stand-ins and what stays unread or undelivered."""

from collections.abc import Sequence
from datetime import date
from typing import cast
from uuid import UUID

from fastapi import FastAPI

from services.notifications import handlers
from services.notifications.domain.subscription import Choice, MailWanted, Pace
from services.notifications.domain.unread import Overdue, StandIn
from services.notifications.ports import GivenUpPage
from shared.contracts import Reporter


class People:
    """See `web.people.People`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def chosen(self, reader: Reporter) -> Choice:
        chosen: Choice = await self._state.subscriptions.of(reader)
        return chosen

    async def choose(self, reader: Reporter, email: str | None, wanted: MailWanted) -> None:
        pace = cast("Pace", wanted.pace)
        hours = wanted.quiet_from, wanted.quiet_until
        kept = self._state.subscriptions
        await handlers.choose_mail(reader, email, pace, *hours, kept, closed_days=wanted.closed_days)

    async def signed_in(self, reader: Reporter, email: str | None) -> None:
        await self._state.subscriptions.signed_in(reader, email)

    async def stand_in(self, department: str) -> StandIn | None:
        found: StandIn | None = await self._state.stand_ins.of(department)
        return found

    async def set_stand_in(self, reader: Reporter, name: str, email: str, days: tuple[date, date]) -> None:
        await handlers.set_stand_in(reader, reader.department or "", name, email, *days, self._state.stand_ins)

    async def remove_stand_in(self, reader: Reporter) -> None:
        await handlers.remove_stand_in(reader, reader.department or "", self._state.stand_ins)

    async def unread(self, reader: Reporter) -> Sequence[Overdue]:
        found: Sequence[Overdue] = await self._state.stand_ins.unread(reader)
        return found

    async def given_up(self, reader: Reporter, cursor: str | None) -> GivenUpPage:
        page: GivenUpPage = await self._state.given_up.page(reader, cursor=cursor)
        return page

    async def again(self, reader: Reporter, delivery_id: UUID) -> None:
        await self._state.given_up.again(reader, delivery_id)
        self._state.wake.ring("deliveries")
