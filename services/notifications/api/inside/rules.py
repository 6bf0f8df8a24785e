"""The rules of who is told, as their page shows and changes them."""

from fastapi import FastAPI

from services.notifications import handlers
from services.notifications.domain.overlay import Departure
from services.notifications.domain.ruled import Changes, Compared, InForce, Wanted
from services.notifications.domain.rules import Rules
from services.notifications.domain.situation import Situation
from shared.contracts import Reporter


class RulePages:
    """See `web.ruling.RulePages`."""

    def __init__(self, app: FastAPI, shipped: Rules) -> None:
        self._state = app.state
        self.shipped = shipped

    async def in_force(self) -> InForce:
        return await handlers.rules_in_force(self._state.rulebook, self.shipped)

    async def changes(self, cursor: str | None, limit: int) -> Changes:
        return await handlers.rule_changes(self._state.rulebook, self.shipped, cursor=cursor, limit=limit)

    async def change(self, manager: Reporter, name: str, wanted: Wanted) -> InForce:
        return await handlers.change_rules(manager, name, wanted, self._state.rulebook, self.shipped)

    def compare(self, type_: str, situation: Situation, departures: tuple[Departure, ...], now: Rules) -> Compared:
        listening = self._state.listening.now
        return handlers.compare_rules(type_, situation, departures, now, self.shipped, listening)
