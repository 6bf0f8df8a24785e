"""Corrections: something of a referral should never have been reported (R7)."""

from uuid import UUID

from services.referral.domain import Referral, reported_by, resting_on, taken_back, without
from services.referral.handlers.admission import party_to
from services.referral.handlers.keeping import keep, tell
from services.referral.ports import Work
from shared.contracts import ReferralEnteredInError, Report


async def correct_referral(report: Report[ReferralEnteredInError], work: Work) -> None:
    """One event of it, or the referral with all its events. What is left is folded anew, and its clock set again as it
    was: one that would have rung meanwhile rings at once."""
    referral = party_to(report, report.data.referral_id, work)
    taken = taken_back(referral, report.data.event_id, report.reporter, work.involvement)
    event = tell(report, referral.id, report.data, referral.loop, work)
    if taken is not None:
        _, *others = taken
        for other in others:
            work.publish(ReferralEnteredInError(referral_id=referral.id, event_id=other), correlationid=referral.loop)
        keep(referral, without(referral, taken), work)
        return
    erred = referral.after(event, reported_by(report.reporter))
    if erred.begun is not None and erred.begun.started is not None and erred.begun.ended is None:
        # As if it had been told in the other order: the start was then heard of a referral that was an error.
        conflict = erred.collides(erred.begun.started)
        if conflict is not None:
            work.publish(conflict, correlationid=referral.loop)
    keep(referral, erred, work)


def take_back(referral: Referral, wrong: UUID, work: Work) -> Referral:
    """What Samspil made of an event that another service has taken back, taken back and told of."""
    taken = () if referral.state == "entered-in-error" else resting_on(referral, wrong)
    for event_id in taken:
        work.publish(ReferralEnteredInError(referral_id=referral.id, event_id=event_id), correlationid=referral.loop)
    return without(referral, (wrong, *taken))
