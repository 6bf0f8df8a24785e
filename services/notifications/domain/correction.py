"""A correction: what should never have been reported, and so stands no more (R7)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.notifications.domain.silence import resting_on
from services.notifications.domain.told import Handled
from shared.contracts import (
    DesignationEnteredInError,
    Event,
    FollowUpOverdue,
    InterventionEnteredInError,
    ReferralConflict,
    ReferralCreated,
    ReferralEnteredInError,
)
from shared.contracts.involvement import Involvement

CORRECTIONS = frozenset(
    fact.type for fact in (ReferralEnteredInError, InterventionEnteredInError, DesignationEnteredInError)
)
"""The event types that take an earlier event back."""


def corrected(data: Any, known: Involvement) -> UUID | None:
    """The event that a correction with this data is of, under which its reach stands: of a whole referral its creation.

    None for any other data.
    """
    if data.type not in CORRECTIONS:
        return None
    wrong: UUID | None = data.event_id
    if wrong is not None:
        return wrong
    referral = known.referral(data.referral_id)
    return None if referral is None else referral.moves[0].event_id


def whole_of(data: Any, known: Involvement) -> UUID | None:
    """The referral that a correction with this data takes back as a whole: its creation is all of it."""
    if data.type != ReferralEnteredInError.type:
        return None
    referral = known.referral(data.referral_id)
    whole = data.event_id is None or (referral is not None and data.event_id == referral.moves[0].event_id)
    return data.referral_id if whole else None


def wrong_ids(data: Any, known: Involvement) -> frozenset[UUID]:
    """The events that a correction with this data takes back: one, or all that brought a whole referral on its way."""
    id_ = whole_of(data, known)
    if id_ is None:
        return frozenset({data.event_id})
    referral = known.referral(id_)
    moves = () if referral is None else referral.moves
    decided = (d.event for d in known.loops.decisions.values() if d.application == id_)
    return frozenset({move.event_id for move in moves}.union(decided))


def taken_back(event: Event[Any], earlier: Iterable[Handled]) -> tuple[Handled, ...]:
    """Those of the earlier events that this correction takes back: one, with the silence that rested on it and what it
    was said to be at odds with, or what the referral's own service told of a whole referral. What another service told
    of it stands: it is a fact."""
    loop, wrong = tuple(earlier), event.data.event_id
    itself = tuple(handled for handled in loop if handled.event.id == wrong)
    referral_id = getattr(event.data, "referral_id", None)
    created = [h.event.data.referral_id for h in itself if isinstance(h.event.data, ReferralCreated)]
    if wrong is None or referral_id in created:
        return tuple(handled for handled in loop if _of_referral(handled.event) == referral_id)
    conflicts = (handled for handled in loop if _collided(handled.event) == wrong)
    return *itself, *resting_on(wrong, event.id, loop), *conflicts


def was_an_error(event: Event[Any], known: Involvement) -> bool:
    """Whether the event was taken back, or the start that a conflict or a late follow-up is about: one that waited, or
    comes on another topic, can be heard after that."""
    if event.id in known.designations.erred or not known.loops.erred.isdisjoint((event.id, _collided(event))):
        return True
    followed = known.intervention(event.data.intervention_id) if isinstance(event.data, FollowUpOverdue) else None
    return followed is not None and followed.erred


def stands(event: Event[Any], after: Involvement) -> bool:
    """Whether nobody has taken the event back."""
    if was_an_error(event, after):
        return False
    referral_id = _of_referral(event)
    referral = None if referral_id is None else after.referral(referral_id)
    return referral is None or referral.erred_at is None


def _collided(event: Event[Any]) -> UUID | None:
    """The event of another service that a conflict is about."""
    return event.data.event_id if isinstance(event.data, ReferralConflict) else None


def _of_referral(event: Event[Any]) -> UUID | None:
    """The referral whose own event it is."""
    return getattr(event.data, "referral_id", None) if event.data.owner == ReferralEnteredInError.owner else None
