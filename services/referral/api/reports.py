"""Which reports this service takes; any other type of its own is answered as not yet reportable."""

from services.referral import handlers
from shared.contracts import ReferralAccepted, ReferralCancelled, ReferralCreated, ReferralRejected, Report
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
