"""Which reports this service takes; only Samspil makes the others of its own."""

from services.referral import handlers
from shared.contracts import (
    EligibilityDecided,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Report,
)
from shared.intake import Reports

reports = Reports()


@reports.on(ReferralCreated)
async def _(report: Report[ReferralCreated], work: handlers.Work) -> None:
    await handlers.create_referral(report, work)


@reports.on(ReferralAccepted)
async def _(report: Report[ReferralAccepted], work: handlers.Work) -> None:
    await handlers.accept_referral(report, work)


@reports.on(ReferralRejected)
async def _(report: Report[ReferralRejected], work: handlers.Work) -> None:
    await handlers.reject_referral(report, work)


@reports.on(ReferralCancelled)
async def _(report: Report[ReferralCancelled], work: handlers.Work) -> None:
    await handlers.cancel_referral(report, work)


@reports.on(ReferralPutOnHold)
async def _(report: Report[ReferralPutOnHold], work: handlers.Work) -> None:
    await handlers.put_referral_on_hold(report, work)


@reports.on(ReferralResumed)
async def _(report: Report[ReferralResumed], work: handlers.Work) -> None:
    await handlers.resume_referral(report, work)


@reports.on(ReferralCompleted)
async def _(report: Report[ReferralCompleted], work: handlers.Work) -> None:
    await handlers.complete_referral(report, work)


@reports.on(ReferralFailed)
async def _(report: Report[ReferralFailed], work: handlers.Work) -> None:
    await handlers.fail_referral(report, work)


@reports.on(EligibilityDecided)
async def _(report: Report[EligibilityDecided], work: handlers.Work) -> None:
    await handlers.decide_eligibility(report, work)


@reports.on(ReferralEnteredInError)
async def _(report: Report[ReferralEnteredInError], work: handlers.Work) -> None:
    await handlers.correct_referral(report, work)
