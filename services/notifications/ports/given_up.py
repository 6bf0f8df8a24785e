"""Giving up is a state that somebody sees (N4)."""

from typing import NamedTuple, Protocol
from uuid import UUID

from services.notifications.domain.given_up import GivenUp
from shared.contracts import Reporter


class GivenUpPage(NamedTuple):
    items: tuple[GivenUp, ...]
    next: str | None


class GivenUpList(Protocol):
    """A manager's are those to their department's apps and people, the relatives' team's also those to relatives;
    operations see all. Raises Refused (403) for everybody else."""

    async def page(self, reader: Reporter, *, cursor: str | None = None, limit: int = 50) -> GivenUpPage:
        """The latest first."""
        ...

    async def again(self, reader: Reporter, delivery_id: UUID) -> None:
        """It is tried from now on, for a day, as if it had never been. Raises Refused (404) where none of the reader's
        was given up under that id."""
        ...
