"""One event of each type that referral publishes."""

from collections.abc import Mapping
from typing import Final

from services.notifications.domain.example_parts import (
    ASKED,
    DAY,
    DECISION,
    ELSEWHERE,
    HELD,
    INTERVENTION,
    NOON,
    REFERRAL,
    RUNS,
    YES,
    Before,
    Example,
    authority,
    receiver,
    samspil,
    sender,
    takes_back,
    with_data,
)
from services.notifications.domain.situation import Situation
from shared.contracts import (
    CitizenErased,
    EligibilityDecided,
    Fact,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralConflict,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralInProgress,
    ReferralOverdue,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
)
from shared.contracts.codes import OFFERS


def _created(s: Situation, _: Before) -> ReferralCreated:
    return ReferralCreated(
        referral_id=REFERRAL, from_department=s.sender, to_department=s.receiver, offer=s.offer,
        legal_basis=OFFERS[s.offer].legal_basis, priority="routine", themes=(),
        origin="self" if s.sender is None else "professional", answer_due=NOON,
    )  # fmt: skip


def _decided(s: Situation, _: Before) -> EligibilityDecided:
    return EligibilityDecided(
        decision_id=DECISION, referral_id=REFERRAL, offer=s.offer, legal_basis=OFFERS[s.offer].legal_basis or "SEL-85",
        granted=True, assessed_on=DAY,
    )  # fmt: skip


def _overdue(s: Situation, _: Before) -> ReferralOverdue:
    return ReferralOverdue(referral_id=REFERRAL, waiting_for=s.receiver, due=NOON, step="answer", level=s.level)


EXAMPLES: Final[Mapping[type[Fact], Example]] = {
    ReferralCreated: Example(_created, sender),
    ReferralAccepted: Example(
        lambda s, _: ReferralAccepted(referral_id=REFERRAL, by_department=s.receiver, next_step_due=NOON),
        receiver,
        ASKED,
    ),
    ReferralRejected: Example(
        lambda s, _: ReferralRejected(referral_id=REFERRAL, by_department=s.receiver, reason="no_capacity"),
        receiver,
        ASKED,
    ),
    ReferralPutOnHold: Example(
        with_data(ReferralPutOnHold, referral_id=REFERRAL, reason="no_capacity", until=DAY), receiver, YES
    ),
    ReferralResumed: Example(with_data(ReferralResumed, referral_id=REFERRAL), receiver, HELD),
    ReferralInProgress: Example(
        with_data(ReferralInProgress, referral_id=REFERRAL, intervention_id=INTERVENTION), samspil, RUNS
    ),
    ReferralCompleted: Example(with_data(ReferralCompleted, referral_id=REFERRAL, outcome="completed"), receiver, YES),
    ReferralFailed: Example(with_data(ReferralFailed, referral_id=REFERRAL, reason="moved"), receiver, YES),
    ReferralCancelled: Example(
        lambda s, _: ReferralCancelled(
            referral_id=REFERRAL, reason="citizen_declined", by="citizen" if s.sender is None else "sender"
        ),
        sender,
        YES,
    ),
    ReferralEnteredInError: Example(
        takes_back(ReferralEnteredInError, ReferralAccepted, referral_id=REFERRAL), receiver, YES
    ),
    ReferralOverdue: Example(_overdue, samspil, ASKED),
    ReferralConflict: Example(
        with_data(ReferralConflict, referral_id=REFERRAL, event_id=ELSEWHERE, state="rejected"), samspil, RUNS
    ),
    EligibilityDecided: Example(_decided, authority, ASKED),
    CitizenErased: Example(with_data(CitizenErased), samspil),
}
