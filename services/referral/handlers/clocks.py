"""Silence is an event: what happens when nobody did what was due (R4)."""

from services.referral.domain import Clock
from services.referral.ports import TimerRanOut, Work
from shared.contracts.codes import Step


async def clock_ran_out(step: Step, timer: TimerRanOut, work: Work) -> None:
    """Tells the next owner, once, that the step is overdue; nothing where it was done in time."""
    referral = work.referrals.get(timer.ref)
    outcome = None if referral is None else referral.run_out(Clock(step, timer.due))
    if outcome is None:
        return
    late, fact = outcome
    work.referrals.save(late.id, late)
    work.publish(fact, correlationid=late.loop)
