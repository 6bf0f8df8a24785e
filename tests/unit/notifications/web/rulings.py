"""The municipality's rules in memory, as the pages use them."""

from dataclasses import dataclass, field

from services.notifications.domain.overlay import Departure
from services.notifications.domain.ruled import Changes, Compared, InForce, Wanted
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.situation import Situation
from services.notifications.handlers import change_rules, compare_rules, rule_changes, rules_in_force
from shared.contracts import Reporter
from tests.fakes.notifications_rulebook import FakeRulebook


@dataclass
class MemoryRules:
    """The real use cases over a book in memory."""

    book: FakeRulebook = field(default_factory=FakeRulebook)
    shipped: Rules = SHIPPED

    def clear(self) -> None:
        self.book.versions.clear()

    async def in_force(self) -> InForce:
        return await rules_in_force(self.book, self.shipped)

    async def changes(self, cursor: str | None, limit: int) -> Changes:
        return await rule_changes(self.book, self.shipped, cursor=cursor, limit=limit)

    async def change(self, manager: Reporter, name: str, wanted: Wanted) -> InForce:
        return await change_rules(manager, name, wanted, self.book, self.shipped)

    def compare(self, type_: str, situation: Situation, departures: tuple[Departure, ...], now: Rules) -> Compared:
        return compare_rules(type_, situation, departures, now, self.shipped)
