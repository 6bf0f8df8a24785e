"""Events of one citizen told one after the other, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain import recipient as to
from services.notifications.domain.change import Change
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.telling import tell
from services.notifications.domain.told import Handled, Telling
from shared.contracts import (
    Event,
    Fact,
)
from shared.contracts.involvement import Involvement
from tests.suites.notifications_story import (
    NOON,
    happened,
)

ANNA = UUID("0192f5a0-0000-7000-8000-000000000001")


class Story:
    """Events of one citizen, told one after the other."""

    def __init__(self, *events: Event[Any]) -> None:
        self.involvement = Involvement()
        for event in events:
            self.involvement = self.involvement.apply(event)

    def tells(self, event: Event[Any], *earlier: Handled, rules: Rules = SHIPPED) -> Telling:
        before = self.involvement
        self.involvement = before.apply(event)
        return tell(Change(event, before, self.involvement), rules, earlier)


def told(telling: Telling) -> dict[Recipient, str | None]:
    """Who is told, and what they are asked."""
    return {line.recipient: line.action for line in telling.told}


def why_not(telling: Telling) -> dict[Recipient, str]:
    return dict(telling.withheld)


def to_loop(fact: Fact, created: Event[Any], by: str | None = None, at: datetime = NOON) -> Event[Any]:
    return happened(fact, created.subject, created.correlationid, by=by, at=at)


CITIZEN = to.citizen(ANNA)
KRAFTCENTER = to.department("kraftcenter")
SOCIALPSYKIATRI = to.department("socialpsykiatri")
TEAM = to.department("paaroerende")
