"""What Samspil says of a referral by itself, because of what rests on it (R2, C3)."""

from uuid import UUID

from services.referral.domain.moves import MOVES
from services.referral.domain.referral import Referral
from shared.contracts import Fact, ReferralCompleted, ReferralConflict, ReferralInProgress


def follows(referral: Referral) -> tuple[Fact, UUID | None] | None:
    """What is to be said as things stand, and the event it rests on; None where nothing.

    An intervention rests on it: it is in progress. The intervention has ended, or there is a place or companionship:
    it is completed.
    """
    begun, place = referral.begun, referral.place
    if begun is not None and referral.state in MOVES[ReferralInProgress].start:
        return ReferralInProgress(referral_id=referral.id, intervention_id=begun.intervention_id), begun.started
    if referral.state not in MOVES[ReferralCompleted].start:
        return None
    if begun is not None and begun.outcome is not None:
        return ReferralCompleted(referral_id=referral.id, outcome=begun.outcome), begun.ended
    if place is None:
        return None
    return ReferralCompleted(referral_id=referral.id, outcome="completed"), place.event_id


def collides(referral: Referral, start: UUID) -> ReferralConflict | None:
    """R2: what is asked of both sides where something begins, as that event tells, that does not fit the state."""
    return None if referral.state in MOVES[ReferralInProgress].start else asked_about(referral, start)


def too_late(referral: Referral, place: UUID) -> ReferralConflict | None:
    """C3, R2: the same of the event that gave a place, where it is closed: else the place answers it, or will."""
    return None if referral.open else asked_about(referral, place)


def asked_about(referral: Referral, event_id: UUID) -> ReferralConflict:
    """R2: both sides are to sort out that event and the referral as it stands."""
    return ReferralConflict(referral_id=referral.id, event_id=event_id, state=referral.state)
