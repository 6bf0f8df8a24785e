"""What is left unread, and who looks after it (N4)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from services.notifications.domain.notice import Notice
from services.notifications.domain.unread import Clock, Overdue, StandIn
from shared.contracts import Reporter


class Unread(Protocol):
    """The part of a decision."""

    def watch(self, notice: Notice) -> None:
        """Its time to be read begins."""

    async def watch_again(self, loop: UUID, actions: Iterable[str], wrong: Iterable[UUID]) -> None:
        """Those of the team's unread asks that are asked again (`Notices.ask_again`, called after it): their time
        begins anew, that of the stand-in where they were asked already. What managers were told of is theirs."""

    def spare(self, notice: Notice, clock: Clock) -> None:
        """The clock runs for it once more from now on, as nobody could read it meanwhile; its kind then ends on
        `AFTER_OUTAGE`."""

    def ask(self, notice: Notice, stand_in: UUID) -> None:
        """The stand-in is mailed that there is something; then their time begins."""

    def told(self, notice: Notice) -> None:
        """The managers were told."""

    async def stand_in(self, department: str) -> UUID | None:
        """Who stands in on the day, by the Danish calendar, on which a mail of now leaves the house. None where there
        is nobody, or no mail can be sent: nothing else tells them."""
        ...


class StandIns(Protocol):
    """Who looks after what a department leaves unread."""

    async def of(self, department: str) -> StandIn | None:
        """The one there is, also before and after their days."""
        ...

    async def put(self, department: str, name: str, email: str, days: tuple[date, date], by: str) -> StandIn:
        """In place of the one before. The same address is the same person, and what waits for them stays; another's
        predecessor is mailed no more, and they are asked once where something that was asked waits still. `by` is the
        issuer's name for the manager."""
        ...

    async def remove(self, department: str) -> bool:
        """False where there was none."""
        ...


class OverdueReads(Protocol):
    async def unread(self, reader: Reporter, limit: int = 100) -> Sequence[Overdue]:
        """What the reader's department has left unread past its deadline and still has not read, the oldest first. Each
        citizen's look is logged (V2). Raises Refused (403) for who has no department's inbox to answer for."""
        ...
