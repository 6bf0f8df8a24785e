"""Who can be handed something."""

from collections.abc import Sequence
from typing import Protocol

from services.notifications.domain.tending import Colleague
from shared.contracts import Reporter


class Colleagues(Protocol):
    """Knows the people of a team by their having signed in to the pages."""

    async def seen(self, reader: Reporter, name: str) -> None:
        """Notes that they signed in; of who has no team nothing. Those not seen for half a year are forgotten."""
        ...

    async def of(self, reader: Reporter) -> Sequence[Colleague]:
        """The reader's team, the reader too, by name; nobody for who has no team."""
        ...
