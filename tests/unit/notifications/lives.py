"""What can happen to a citizen, one report after another, as chance has it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from shared.contracts import (
    DesignationEnteredInError,
    DesignationRevoked,
    EligibilityDecided,
    Event,
    Fact,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralPutOnHold,
    ReferralRejected,
    RelativeDesignated,
    Reporter,
    SubGoalReached,
)
from shared.contracts.codes import DESIGNABLE, OFFERS
from tests.fakes.notifications import FakeWorld
from tests.suites.notifications_story import citizen, of

DAY = date(2026, 3, 2)


class Life:
    """One citizen, and what could be reported about them next."""

    def __init__(self, world: FakeWorld) -> None:
        self.world, self.anna = world, uuid4()

    @property
    def events(self) -> list[Event[Any]]:
        return [event for event in self.world.of(self.anna).events.values() if event.data.reported]

    def next(self, kind: int, which: int) -> tuple[Reporter, Fact] | None:
        """Nothing where there is nothing of the kind yet."""
        return KINDS[kind % len(KINDS)](self, which)

    def pick(self, which: int, *facts: type[Fact]) -> Event[Any] | None:
        found = [event for event in self.events if isinstance(event.data, facts)]
        return found[which % len(found)] if found else None


def _refer(life: Life, which: int) -> tuple[Reporter, Fact]:
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


def _answer(fact: type[Fact], **data: Any) -> Callable[[Life, int], tuple[Reporter, Fact] | None]:
    def answered(life: Life, which: int) -> tuple[Reporter, Fact] | None:
        asked = life.pick(which, ReferralCreated)
        if asked is None:
            return None
        known = {"referral_id": asked.data.referral_id, "by_department": asked.data.to_department}
        return of(asked.data.to_department), fact.model_validate(known | data)

    return answered


def _decide(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    asked = life.pick(which, ReferralCreated)
    if asked is None or asked.data.to_department != "svr":
        return None
    return of("svr"), EligibilityDecided.model_validate(
        {
            "decision_id": uuid4(), "referral_id": asked.data.referral_id, "offer": asked.data.offer,
            "legal_basis": "SEL-85", "granted": which % 3 > 0, "assessed_on": DAY,
        }
    )  # fmt: skip


def _refer_on(life: Life, which: int) -> tuple[Reporter, Fact] | None:
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


def _start(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    asked = life.pick(which, ReferralCreated)
    if asked is None:
        return None
    offer, own = asked.data.offer, which % 4 == 0
    fact = InterventionStarted.model_validate(
        {
            "intervention_id": uuid4(), "referral_id": None if own else asked.data.referral_id, "offer": offer,
            "department": OFFERS[offer].run_by, "follow_up_on": DAY,
        }
    )  # fmt: skip
    return of(fact.department), fact


def _reach(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    start = life.pick(which, InterventionStarted)
    if start is None:
        return None
    fact = SubGoalReached.model_validate(
        {
            "sub_goal_id": uuid4(), "goal_id": uuid4(), "intervention_id": start.data.intervention_id,
            "reached_on": DAY, "informant": "professional",
        }
    )  # fmt: skip
    return (citizen(life.anna) if which % 5 == 0 else of(start.data.department)), fact


def _end(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    start = life.pick(which, InterventionStarted)
    if start is None:
        return None
    ended = {"intervention_id": start.data.intervention_id, "outcome": "completed", "by": "professional"}
    return of(start.data.department), InterventionEnded.model_validate(ended)


def _designate(life: Life, which: int) -> tuple[Reporter, Fact]:
    named = [type_ for number, type_ in enumerate(DESIGNABLE) if (which >> number % 5) & 1] or [SubGoalReached.type]
    channels = (("inbox",), ("inbox", "webhook"), ("webhook",))[which % 3]
    fact = RelativeDesignated.model_validate(
        {"designation_id": uuid4(), "relation": "family", "may_know": named, "channels": channels}
    )
    return (citizen(life.anna) if which % 2 else of("paaroerende")), fact


def _revoke(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    named = life.pick(which, RelativeDesignated)
    return None if named is None else (citizen(life.anna), DesignationRevoked(designation_id=named.data.designation_id))


def _correct(life: Life, which: int) -> tuple[Reporter, Fact] | None:
    wrong = life.pick(
        which, ReferralCreated, ReferralAccepted, EligibilityDecided, InterventionStarted, InterventionEnded,
        SubGoalReached, RelativeDesignated,
    )  # fmt: skip
    if wrong is None:
        return None
    who = citizen(life.anna) if wrong.department is None else of(wrong.department)
    if wrong.data.owner == "referral":
        return who, ReferralEnteredInError(referral_id=wrong.data.referral_id, event_id=wrong.id)
    wrong_one = DesignationEnteredInError if wrong.data.owner == "notifications" else InterventionEnteredInError
    return who, wrong_one(event_id=wrong.id)


KINDS: tuple[Callable[[Life, int], tuple[Reporter, Fact] | None], ...] = (
    _refer,
    _answer(ReferralAccepted),
    _answer(ReferralAccepted),
    _answer(ReferralRejected, reason="no_capacity"),
    _answer(ReferralPutOnHold, reason="no_capacity", until=DAY),
    _answer(ReferralCancelled, reason="moved", by="receiver"),
    _decide,
    _refer_on,
    _start,
    _reach,
    _reach,
    _end,
    _designate,
    _designate,
    _revoke,
    _correct,
)


APPLICATION = next(
    which for which in range(100) if OFFERS[sorted(OFFERS)[which % len(OFFERS)]].needs_decision and which % 5 == 4
)
REFER, ACCEPT, DECIDE, REFER_ON, CORRECT = (
    KINDS.index(kind) for kind in (_refer, KINDS[1], _decide, _refer_on, _correct)
)
