"""What can be said of whom the citizen lets know, and what can be taken back."""

from typing import Any
from uuid import uuid4

from services.notifications.domain.correction import CORRECTIONS
from shared.contracts import (
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    Fact,
    InterventionEnteredInError,
    ReferralEnteredInError,
    RelativeDesignated,
    SubGoalReached,
)
from shared.contracts.codes import DESIGNABLE, RELATIVES_TEAM
from tests.suites.notifications_story import citizen, of
from tests.unit.notifications.lives import Life, Said


def wish(which: int) -> dict[str, Any]:
    named = [type_ for number, type_ in enumerate(DESIGNABLE) if (which >> number % 5) & 1] or [SubGoalReached.type]
    channels = (("inbox",), ("inbox", "webhook"), ("mail",), ("inbox", "mail"), ("webhook",), ("mail", "webhook"))
    return {"may_know": named, "channels": channels[which % len(channels)]}


def designate(life: Life, which: int) -> Said:
    named = life.pick(which, RelativeDesignated) if which % 11 == 10 else None
    id_ = uuid4() if named is None else named.data.designation_id
    fact = RelativeDesignated.model_validate({"designation_id": id_, "relation": "family"} | wish(which))
    return (citizen(life.anna) if which % 2 else of(RELATIVES_TEAM)), fact


def change(life: Life, which: int) -> Said:
    named = life.pick(which, RelativeDesignated)
    if named is None:
        return None
    id_ = uuid4() if which % 11 == 10 else named.data.designation_id
    fact = DesignationChanged.model_validate({"designation_id": id_} | wish(which // 2))
    return (citizen(life.anna) if which % 2 else of(RELATIVES_TEAM)), fact


def revoke(life: Life, which: int) -> Said:
    named = life.pick(which // 2, RelativeDesignated)
    return None if named is None else (citizen(life.anna), DesignationRevoked(designation_id=named.data.designation_id))


def correct(life: Life, which: int) -> Said:
    wrong = life.pick(which, Fact)
    if wrong is None or wrong.type in CORRECTIONS:
        return None
    who = citizen(life.anna) if wrong.department is None else of(wrong.department)
    id_ = uuid4() if which % 11 == 10 else wrong.id
    if wrong.data.owner == "referral":
        return who, ReferralEnteredInError(referral_id=wrong.data.referral_id, event_id=id_)
    wrong_one = DesignationEnteredInError if wrong.data.owner == "notifications" else InterventionEnteredInError
    return who, wrong_one(event_id=id_)


def take_back_wish(life: Life, which: int) -> Said:
    """A designation's last word, or now and then what is none."""
    wishes = (RelativeDesignated, DesignationChanged, DesignationRevoked)
    wrong = life.pick(which, *(wishes if which % 5 else (Fact,)))
    if wrong is None:
        return None
    who = citizen(life.anna) if wrong.department is None else of(wrong.department)
    return who, DesignationEnteredInError(event_id=wrong.id)
