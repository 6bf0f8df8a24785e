"""Corrections: something of a referral should never have been reported (R7)."""

from dataclasses import replace
from uuid import UUID

from services.referral.domain import Referral, collides, never_begun, reported_by, resting_on, taken_back, without
from services.referral.handlers.admission import party_to
from services.referral.handlers.keeping import keep, tell
from services.referral.ports import Work
from shared.contracts import ReferralEnteredInError, Report


async def correct_referral(report: Report[ReferralEnteredInError], work: Work) -> None:
    """One event of it, or the referral with all its events. What is left is folded anew, and its clock set again as it
    was: one that would have rung meanwhile rings at once."""
    referral = party_to(report, report.data.referral_id, work)
    taken = taken_back(referral, report.data.event_id, report.reporter)
    event = tell(report, referral.id, report.data, referral.loop, work)
    if taken is not None:
        _, *others = taken
        reported = work.cause
        # Samspil's own word: the reporter is told once how far the correction has come, of what they took back (R7).
        work.cause = replace(reported, department=None)
        for other in others:
            work.publish(ReferralEnteredInError(referral_id=referral.id, event_id=other), correlationid=referral.loop)
        work.cause = reported
        keep(referral, without(referral, taken), work)
        return
    erred = referral.after(event, reported_by(report.reporter))
    if erred.begun is not None and erred.begun.started is not None and erred.begun.ended is None:
        # As if it had been told in the other order: the start was then heard of a referral that was an error.
        conflict = collides(erred, erred.begun.started)
        if conflict is not None:
            work.publish(conflict, correlationid=referral.loop)
    keep(referral, erred, work)


def take_back(referral: Referral, wrong: UUID, work: Work) -> Referral:
    """What Samspil made of an event that another service has taken back, taken back and told of."""
    taken = () if referral.state == "entered-in-error" else resting_on(referral, wrong)
    for event_id in taken:
        work.publish(ReferralEnteredInError(referral_id=referral.id, event_id=event_id), correlationid=referral.loop)
    return without(referral, (wrong, *taken))


def back_to_accepted(referral: Referral, work: Work) -> Referral:
    """Where a version without a journal has put it in progress, and the start is an error: taken back and told of, with
    the start owed anew. Otherwise as it is."""
    told = work.involvement.referral(referral.id)
    start_due = work.due("start", start=work.now, offer=referral.offer, priority=referral.priority)
    back = never_begun(referral, start_due)
    if back == referral or told is None or referral.state == "entered-in-error":
        return referral
    in_progress = next((move.event_id for move in told.moves if move.state == "in-progress"), None)
    if in_progress is not None:
        wrong = ReferralEnteredInError(referral_id=referral.id, event_id=in_progress)
        work.publish(wrong, correlationid=referral.loop)
    return back
