"""A referral that rests for a time (R1, R2)."""

from datetime import datetime
from typing import NamedTuple

from services.referral.domain import Referral, reported_by
from services.referral.handlers.admission import party_to
from services.referral.handlers.keeping import conclude, keep, tell
from services.referral.ports import TimerRanOut, Work
from shared.contracts import ReferralPutOnHold, ReferralResumed, Report


async def put_referral_on_hold(report: Report[ReferralPutOnHold], work: Work) -> None:
    """The receiver lets it rest until a day; meanwhile that day is its clock."""
    referral = party_to(report, report.data.referral_id, work)
    conclude(report, referral, referral.put_on_hold(report.data, report.reporter, at=work.now), work)


async def resume_referral(report: Report[ReferralResumed], work: Work) -> None:
    """The receiver takes it up again before that day."""
    referral = party_to(report, report.data.referral_id, work)
    left = _left(referral, work)
    fact = referral.resume(report.data, report.reporter, start_due=left.due)
    event = tell(report, referral.id, fact, referral.loop, work)
    by = reported_by(report.reporter)
    keep(referral, referral.after(event, by, owed=left.due, rings=left.rings), work)


async def hold_ran_out(timer: TimerRanOut, work: Work) -> None:
    """The day has come: Samspil takes it up again."""
    referral = work.referrals.get(timer.ref)
    if referral is None or referral.state != "on-hold":
        return
    left = _left(referral, work)
    fact = referral.resume(ReferralResumed(referral_id=referral.id), None, start_due=left.due)
    event = work.publish(fact, correlationid=referral.loop)
    keep(referral, referral.after(event, None, rests_on=referral.held_by, owed=left.due, rings=left.rings), work)


class _Left(NamedTuple):
    """When the start is owed again, and when its clock rings where that is later: its silence has been told of."""

    due: datetime | None
    rings: datetime | None = None


def _left(referral: Referral, work: Work) -> _Left:
    # Also where it is under way: should the start turn out an error, the clock has not run meanwhile.
    position = referral.unstarted
    held, since = (None, None) if position is None else (position.held, position.since)
    if held is None or since is None or held.state != "accepted":
        return _Left(None)
    if held.clock is None:
        return _Left(held.due)
    kind, rings = held.clock
    again = work.runs_on(kind, rings, paused=since, offer=referral.offer, priority=referral.priority)
    return _Left(again) if held.level == 0 else _Left(held.due, again)
