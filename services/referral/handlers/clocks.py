"""Silence is an event: what happens when nobody did what was due (R4, R9)."""

from services.referral.domain import ClockKind
from services.referral.handlers.keeping import keep
from services.referral.ports import TimerRanOut, Work


async def clock_ran_out(kind: ClockKind, timer: TimerRanOut, work: Work) -> None:
    """Tells that the step is overdue, each level once, and starts the next level's clock; nothing where it was done."""
    referral = work.referrals.get(timer.ref)
    if referral is None:
        return
    late = referral
    for fact in referral.run_out(kind):
        rings = None
        if fact.level < 3:
            # From the telling, not from what was due: after an outage nobody is told of all levels at once.
            rings = work.due(f"level{fact.level + 1}", start=work.now, offer=referral.offer, priority=referral.priority)
        late = late.after(work.publish(fact, correlationid=late.loop), None, rings=rings)
    keep(referral, late, work)
