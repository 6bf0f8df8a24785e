"""One event of each type, and what happened before it, for somebody who asks who is told of it (P3)."""

from collections.abc import Mapping
from typing import Final

from services.notifications.domain import examples_kraftcenter, examples_notifications, examples_referral
from services.notifications.domain.example_parts import COURSE, Example, authority
from shared.contracts import Fact, PlaceGiven, PlaceWaitlisted, Refused
from shared.contracts.codes import OFFERS

EXAMPLES: Final[Mapping[type[Fact], Example]] = {
    **examples_referral.EXAMPLES,
    **examples_kraftcenter.EXAMPLES,
    **examples_notifications.EXAMPLES,
}


def must_suit(fact: type[Fact], offer: str) -> None:
    """Raises Refused (422) where nothing of the kind happens under the offer (C1, R6)."""
    example = EXAMPLES[fact]
    if (example.loop == COURSE or fact in (PlaceGiven, PlaceWaitlisted)) and not OFFERS[offer].courses:
        raise Refused("not-allowed", "Tilbuddet gennemføres ikke som forløb.", pointer="/situation/offer")
    if example.by is authority and not OFFERS[offer].needs_decision:
        raise Refused("not-allowed", "Tilbuddet kræver ingen afgørelse.", pointer="/situation/offer")
