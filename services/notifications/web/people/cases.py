"""What these pages start and read, as the use cases behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from fastapi import Request

from services.notifications.domain.subscription import Choice, MailWanted
from services.notifications.domain.unread import Overdue, StandIn
from services.notifications.ports import GivenUpPage
from shared.contracts import Reporter


class People(Protocol):
    """The use cases as the pages start them; what they raise is as `handlers` and `ports` say."""

    async def chosen(self, reader: Reporter) -> Choice: ...

    async def choose(self, reader: Reporter, email: str | None, wanted: MailWanted) -> None: ...

    async def signed_in(self, reader: Reporter, email: str | None) -> None: ...

    async def stand_in(self, department: str) -> StandIn | None: ...

    async def set_stand_in(self, reader: Reporter, name: str, email: str, days: tuple[date, date]) -> None: ...

    async def remove_stand_in(self, reader: Reporter) -> None: ...

    async def unread(self, reader: Reporter) -> Sequence[Overdue]: ...

    async def given_up(self, reader: Reporter, cursor: str | None) -> GivenUpPage: ...

    async def again(self, reader: Reporter, delivery_id: UUID) -> None: ...


def people_of(request: Request) -> People:
    people: People = request.app.state.people
    return people
