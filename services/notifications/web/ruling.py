"""The use cases of the municipality's rules, as the pages start them."""

from typing import Protocol

from services.notifications.domain.overlay import Departure
from services.notifications.domain.ruled import Changes, Compared, InForce, Wanted
from services.notifications.domain.rules import Rules
from services.notifications.domain.situation import Situation
from shared.contracts import Reporter


class RulePages(Protocol):
    """What they raise is as `handlers.rulebook` says."""

    @property
    def shipped(self) -> Rules: ...

    async def in_force(self) -> InForce: ...

    async def changes(self, cursor: str | None, limit: int) -> Changes: ...

    async def change(self, manager: Reporter, name: str, wanted: Wanted) -> InForce: ...

    def compare(self, type_: str, situation: Situation, departures: tuple[Departure, ...], now: Rules) -> Compared: ...
