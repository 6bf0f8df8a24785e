"""What of a timeline still counts."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from services.notifications.domain.shown import TimelineEntry
from shared.contracts import InterventionEnteredInError, ReferralEnteredInError


def standing(happened: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """R7: the same in the same order, without what was entered in error: single events, and whole referrals with all
    about them."""
    entries = list(happened)
    wrong: set[UUID | None] = set()
    whole: set[UUID | None] = set()
    for entry in entries:
        if entry.event_type in (ReferralEnteredInError.type, InterventionEnteredInError.type):
            event_id = _id(entry.data, "event_id")
            if event_id is None:
                whole.add(_id(entry.data, "referral_id"))
            wrong.add(event_id)
    whole.discard(None)
    return [each for each in entries if each.event_id not in wrong and _id(each.data, "referral_id") not in whole]


def _id(data: Mapping[str, Any], name: str) -> UUID | None:
    value = data.get(name)
    return None if value is None else UUID(value)
