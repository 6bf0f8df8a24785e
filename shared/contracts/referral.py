"""What the referral service publishes: referrals, decisions under the Social Services Act, and erasure."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.codes import (
    CancelledBy,
    DepartmentCode,
    LegalBasis,
    Level,
    OfferCode,
    Origin,
    Outcome,
    Priority,
    Reason,
    ReferralState,
    Step,
)
from shared.contracts.fact import Fact, MadeBySamspil
from shared.contracts.limits import PlainDate, Themes

__all__ = [
    "CitizenErased",
    "EligibilityDecided",
    "GlassBrokenOnReferrals",
    "ReferralAccepted",
    "ReferralCancelled",
    "ReferralCompleted",
    "ReferralConflict",
    "ReferralCreated",
    "ReferralEnteredInError",
    "ReferralFailed",
    "ReferralInProgress",
    "ReferralOverdue",
    "ReferralPutOnHold",
    "ReferralRejected",
    "ReferralResumed",
]


class ReferralCreated(Fact, noun_fact="henvisning.oprettet"):
    """A citizen is referred to an offer; the receiver owes an answer by `answer_due`.

    `from_department` is None where no department refers. `legal_basis` follows from the offer. `decision_id` names the
    granted decision that `svr` refers under; the loop is then the application's.
    """

    referral_id: UUID
    from_department: DepartmentCode | None = None
    to_department: DepartmentCode
    offer: OfferCode
    legal_basis: LegalBasis | None = None
    decision_id: UUID | None = None
    priority: Priority
    themes: Themes
    origin: Origin
    answer_due: Annotated[AwareDatetime | None, MadeBySamspil()] = None


class ReferralAccepted(Fact, noun_fact="henvisning.accepteret"):
    """The receiver has said yes and owes the next step by `next_step_due`."""

    referral_id: UUID
    by_department: DepartmentCode
    next_step_due: Annotated[AwareDatetime | None, MadeBySamspil()] = None


class ReferralRejected(Fact, noun_fact="henvisning.afvist"):
    """The receiver has said no, and why (R3)."""

    referral_id: UUID
    by_department: DepartmentCode
    reason: Reason


class ReferralPutOnHold(Fact, noun_fact="henvisning.sat_i_bero"):
    """The referral rests until a date; that date is its clock (R1)."""

    referral_id: UUID
    reason: Reason
    until: PlainDate


class ReferralResumed(Fact, noun_fact="henvisning.genoptaget"):
    """The referral is back in the state it was put on hold from."""

    referral_id: UUID
    next_step_due: Annotated[AwareDatetime | None, MadeBySamspil()] = None


class ReferralInProgress(Fact, noun_fact="henvisning.ivaerksat", reported=False):
    """What was asked for has started: an intervention rests on the referral."""

    referral_id: UUID
    intervention_id: UUID


class ReferralCompleted(Fact, noun_fact="henvisning.gennemfoert"):
    """What was asked for has been done, as far as `outcome` says."""

    referral_id: UUID
    outcome: Outcome


class ReferralFailed(Fact, noun_fact="henvisning.opgivet"):
    """The receiver could not carry it through, and why (R3)."""

    referral_id: UUID
    reason: Reason


class ReferralCancelled(Fact, noun_fact="henvisning.annulleret"):
    """It is no longer asked for; `by` says whose choice it was, `reason` why (R3)."""

    referral_id: UUID
    reason: Reason
    by: CancelledBy


class ReferralEnteredInError(Fact, noun_fact="henvisning.fejlregistreret"):
    """One event of it should never have been reported; without `event_id`: the referral and all its events (R7)."""

    referral_id: UUID
    event_id: UUID | None = None


class ReferralOverdue(Fact, noun_fact="henvisning.overskredet", reported=False):
    """A clock ran out: `waiting_for` owed the step by `due`; `level` says how far it has climbed (R4)."""

    referral_id: UUID
    waiting_for: DepartmentCode
    due: AwareDatetime
    step: Step
    level: Level


class ReferralConflict(Fact, noun_fact="henvisning.modstrid", reported=False):
    """The event `event_id` can never fit a referral in this state: both sides are asked to sort it out (R2)."""

    referral_id: UUID
    event_id: UUID
    state: ReferralState


class EligibilityDecided(Fact, noun_fact="afgoerelse.truffet"):
    """The authority has assessed the application `referral_id` individually and decided on it (R6)."""

    decision_id: UUID
    referral_id: UUID
    offer: OfferCode
    legal_basis: LegalBasis
    granted: bool
    assessed_on: PlainDate


class CitizenErased(Fact, noun_fact="borger.slettet", reported=False):
    """Everything held about the citizen is deleted; only the pseudonym stays, as a tombstone (V3)."""


class GlassBrokenOnReferrals(Fact, noun_fact="noedadgang.henvisninger", reported=False):
    """Somebody in `department` broke the glass to read the citizen's name or referrals (V2)."""

    department: DepartmentCode
