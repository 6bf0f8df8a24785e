"""What Samspil says by itself once an event is told: what a preview of the event has to count in (P3)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from services.notifications.domain.correction import CORRECTIONS, stands
from services.notifications.domain.told import Handled
from shared.contracts import (
    CompanionshipStarted,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    EligibilityDecided,
    Event,
    Fact,
    InterventionEnded,
    InterventionEnteredInError,
    ReferralCompleted,
    ReferralEnteredInError,
)
from shared.contracts.codes import OFFERS
from shared.contracts.involvement import Involvement

_UNDER_WAY = frozenset({"accepted", "in-progress", "on-hold"})


def following(event: Event[Any], after: Involvement, earlier: Sequence[Handled] = ()) -> tuple[Fact, ...]:
    """What the owning service makes of it: referrals are completed, or one that was is so no more.

    `after` is the involvement with the event, `earlier` the loop's events before it, needed where it is a correction.
    What is told to nobody is left out, and so is what rests on more than is heard here: whether a session is the one
    that closes a course's intake, and whether one that was closed as full has had room again since.
    """
    if isinstance(event.data, CompanionshipStarted):
        return tuple(ReferralCompleted(referral_id=id_, outcome="completed") for id_ in _companionship_asked_for(after))
    fact = _follows(event, after, earlier)
    return () if fact is None else (fact,)


def _follows(event: Event[Any], after: Involvement, earlier: Sequence[Handled]) -> Fact | None:
    data = event.data
    if event.type in CORRECTIONS:
        return _taken_back_with(data.event_id, after, earlier)
    if isinstance(data, EligibilityDecided):
        return ReferralCompleted(referral_id=data.referral_id, outcome="completed")
    if isinstance(data, CourseEnded):
        return _intake_closed_by(data, after, earlier)
    if isinstance(data, InterventionEnded):
        id_ = _ended_for(data.intervention_id, after)
        return None if id_ is None else ReferralCompleted(referral_id=id_, outcome=data.outcome)
    return None


def _companionship_asked_for(after: Involvement) -> Iterable[UUID]:
    """C6: the referrals that a companionship answers."""
    referrals = after.loops.referrals.items()
    return (id_ for id_, r in referrals if r.state in _UNDER_WAY and OFFERS[r.offer].within_course)


def _ended_for(intervention_id: UUID, after: Involvement) -> UUID | None:
    """The referral that an ended intervention answered, where it is still under way."""
    intervention = after.intervention(intervention_id)
    id_ = None if intervention is None else intervention.referral
    referral = None if id_ is None else after.referral(id_)
    if referral is None or referral.state not in _UNDER_WAY:
        return None
    first = next((i for i in after.loops.interventions.values() if i.referral == id_ and not i.erred), None)
    return id_ if first is intervention else None


def _intake_closed_by(data: CourseEnded, after: Involvement, earlier: Sequence[Handled]) -> Fact | None:
    """C2: a course that ends takes no sign-ups any more, which is told where nobody has heard it yet."""
    if any(isinstance(h.event.data, CourseIntakeClosed) and stands(h.event, after) for h in earlier):
        return None
    opened = next((h.event.data for h in earlier if isinstance(h.event.data, CourseOpened)), None)
    following_course = None if opened is None else opened.next_course_id
    return CourseIntakeClosed(course_id=data.course_id, reason="window", next_course_id=following_course)


def _taken_back_with(wrong: UUID | None, after: Involvement, earlier: Sequence[Handled]) -> Fact | None:
    """R7: the completion, or the closing of a course's intake, that followed from the wrong event or was decided with
    it."""
    event = next((handled.event for handled in earlier if handled.event.id == wrong), None)
    if event is None:
        return None
    with_it = (h.event for h in earlier if h.event.causationid in (event.id, event.causationid))
    for made in with_it:
        if not stands(made, after):
            continue
        if isinstance(event.data, EligibilityDecided | InterventionEnded) and isinstance(made.data, ReferralCompleted):
            return ReferralEnteredInError(referral_id=made.data.referral_id, event_id=made.id)
        if isinstance(event.data, CourseSessionHeld | CourseEnded) and isinstance(made.data, CourseIntakeClosed):
            return InterventionEnteredInError(event_id=made.id)
    return None
