"""What can be said of a referral, and of the decision on one."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from shared.contracts import (
    EligibilityDecided,
    Fact,
    ReferralCreated,
    Reporter,
)
from shared.contracts.codes import OFFERS
from tests.suites.notifications_story import citizen, of
from tests.unit.notifications.lives import DAY, Life, Said


def refer(life: Life, which: int) -> tuple[Reporter, Fact]:
    sender = (None, "socialpsykiatri", "svr", "sel82", "kraftcenter")[which % 5]
    offer = sorted(OFFERS)[which % len(OFFERS)]
    straight = not OFFERS[offer].needs_decision or sender == "svr"
    fact = ReferralCreated.model_validate(
        {
            "referral_id": uuid4(), "from_department": sender, "offer": offer, "priority": "routine", "themes": (),
            "to_department": OFFERS[offer].run_by if straight else "svr",
            "origin": "professional" if sender else "self",
        }
    )  # fmt: skip
    return (citizen(life.anna) if sender is None else of(sender)), fact


def answer(fact: type[Fact], **data: Any) -> Callable[[Life, int], Said]:
    def answered(life: Life, which: int) -> Said:
        asked = life.pick(which, ReferralCreated)
        if asked is None:
            return None
        known = {"referral_id": asked.data.referral_id, "by_department": asked.data.to_department}
        return of(asked.data.to_department), fact.model_validate(known | data)

    return answered


def decide(life: Life, which: int) -> Said:
    asked = life.pick(which, ReferralCreated, to="svr")
    if asked is None:
        return None
    return of("svr"), EligibilityDecided.model_validate(
        {
            "decision_id": uuid4(), "referral_id": asked.data.referral_id, "offer": asked.data.offer,
            "legal_basis": "SEL-85", "granted": which % 3 > 0, "assessed_on": DAY,
        }
    )  # fmt: skip


def refer_on(life: Life, which: int) -> Said:
    """What svr has granted it refers to who runs it, in the application's loop."""
    decided = life.pick(which, EligibilityDecided)
    if decided is None:
        return None
    offer = decided.data.offer
    fact = ReferralCreated.model_validate(
        {
            "referral_id": uuid4(), "from_department": "svr", "to_department": OFFERS[offer].run_by, "offer": offer,
            "decision_id": decided.data.decision_id, "priority": "routine", "themes": (), "origin": "professional",
        }
    )  # fmt: skip
    return of("svr"), fact
