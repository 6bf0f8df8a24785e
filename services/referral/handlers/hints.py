"""Advising who refers, in the receipt (R8)."""

from services.referral.domain import Referral
from services.referral.ports import Work
from shared.contracts import ReferralCreated, Report, Reporter
from shared.contracts.referring import hints


def advise(report: Report[ReferralCreated], work: Work) -> None:
    """Names less intrusive offers that were not asked for before, as far as the reporter may know."""
    known = (referral.offer for referral in work.referrals if _knows_of(report.reporter, referral, work))
    for sentence in hints(report.data.offer, report.reporter, frozenset(known)):
        work.hint(sentence)


def _knows_of(who: Reporter, referral: Referral, work: Work) -> bool:
    """I2: the citizen knows all that is their own, a department what it is a party to."""
    if referral.state == "entered-in-error":
        return False
    return who.role == "citizen" or who.department in work.involvement.parties(referral.loop)
