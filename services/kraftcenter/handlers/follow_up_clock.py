"""The follow-up's clock: kept in step with the intervention and its referral, and told of when it ran out (R1, R4)."""

from datetime import datetime
from typing import Any

from services.kraftcenter.domain import Intervention, danish_date
from services.kraftcenter.handlers.telling import announce
from services.kraftcenter.ports import TimerRanOut, Work
from shared.contracts import Event
from shared.contracts.involvement.records import moment

KIND = "follow_up"


def keep(before: Intervention | None, after: Intervention, work: Work) -> None:
    """Saves what became of the intervention, and sets its clock as R1 wants it.

    One that runs has one, which stands still while its referral is on hold or asked for anew: `until`, or the answer's,
    is the clock then. A referral that was closed stops nothing: the intervention still runs (I1). A row written before
    there were such clocks has none and gets it here.
    """
    after = _in_step(after, work)
    if after == before:
        return
    work.interventions.save(after.id, after)
    alarm = None if before is None else before.alarm
    if after.alarm is not None and after.alarm != alarm:
        work.set_timer(KIND, after.id, after.alarm, after.loop)
    elif after.alarm is None and alarm is not None:
        work.clear_timer(KIND, after.id)


async def follow_up_ran_out(timer: TimerRanOut, work: Work) -> None:
    """R4: silence is told of, to one after the other; nothing where the follow-up was held in time.

    While another clock runs there is no silence, also where a version that did not know so let this one run: it stands
    still from then on. One that was never set is set: the timer came with the first version that has such clocks.
    """
    intervention = work.interventions.get(timer.ref)
    if intervention is None or not intervention.running:
        return
    since = _rests_since(intervention, work)
    if since is not None:
        keep(intervention, intervention.paused(min(since, work.now)), work)
        return
    outcome = intervention.run_out(timer.due)
    if outcome is None:
        if intervention.clock is None:
            keep(intervention, intervention, work)
        return
    late, fact = outcome
    announce(fact, late.loop, work, about=late.id)
    keep(intervention, late, work)


async def referral_moved(event: Event[Any], work: Work) -> None:
    """What was heard of the referral may stop the clock of its intervention, or let it run again."""
    for intervention in work.interventions:
        if intervention.referral_id == event.data.referral_id:
            keep(intervention, intervention, work)


def _in_step(intervention: Intervention, work: Work) -> Intervention:
    if not intervention.running:
        return intervention
    if _rests_since(intervention, work) is not None:
        return intervention.paused(work.now)
    return intervention.wound(_until(intervention, work)) if intervention.stands_still else intervention.going_on()


def _rests_since(intervention: Intervention, work: Work) -> datetime | None:
    """Since when a clock of its referral runs instead: on hold, or with its acceptance taken back; None: none does.

    Accepted, it is in progress as soon as the referral service has heard of the start.
    """
    referral = None if intervention.referral_id is None else work.involvement.referral(intervention.referral_id)
    if referral is None or referral.state not in ("on-hold", "requested"):
        return None
    # When an acceptance was taken back is not kept: what a clock had left then is only known as it is heard.
    return moment(referral.moves[-1].at) if referral.state == "on-hold" else work.now


def _until(intervention: Intervention, work: Work) -> datetime:
    """When a clock set now runs out: the end of the day agreed; once that is missed, the time to the next level.

    The time counts from the telling, not from what was due, so that after an outage nobody is told of all levels at
    once; and what was left of it on hold is left.
    """
    clock, offer = intervention.clock, intervention.offer
    if clock is not None and clock.level:
        level = f"level{clock.next_level}"
        if clock.runs_out is None or clock.stopped_at is None:
            return work.due(level, start=work.now, offer=offer)
        return work.runs_on(level, clock.runs_out, paused=clock.stopped_at, offer=offer)
    # A day that went by while nobody could hold it (on hold) is nobody's silence: there is still today.
    agreed = max(intervention.follow_up_on, danish_date(work.now))
    return work.due(KIND, start=work.now, offer=offer, agreed=agreed)
