"""The follow-up's clock runs while the intervention does, stands still on hold, and climbs in silence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.kraftcenter.clocks import clocks
from services.kraftcenter.domain import danish_date
from services.kraftcenter.storage import rows
from shared.contracts import Event, FollowUpOverdue, ReferralEnteredInError
from shared.timers.lengths import ZONE, add_working_days, end_of
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, Story

FOLLOW_UP = "follow_up"


def test_the_follow_up_has_a_clock_of_ours() -> None:
    """R4: a timer of a kind that nobody handles would never be heard."""
    assert FOLLOW_UP in clocks.kinds()


async def clock(world: FakeWorld, story: Story) -> datetime | None:
    return (await world.timers_of(story.citizen)).get((FOLLOW_UP, story.intervention))


async def silence(world: FakeWorld, story: Story) -> FollowUpOverdue:
    at = await clock(world, story)
    assert at is not None
    world.now = max(world.now, at)
    await world.run_out(story.citizen, FOLLOW_UP, story.intervention)
    fact = (await world.published(story.citizen))[-1].data
    assert isinstance(fact, FollowUpOverdue)
    return fact


async def test_it_runs_out_when_the_agreed_day_ends(world: FakeWorld, started: Story) -> None:
    """R4, I4: the whole day is there to hold it, as people in Denmark count; also without a referral."""
    assert await clock(world, started) == datetime(2027, 2, 18, 23, 59, 59, tzinfo=ZONE)
    alone = Story(now=started.now)
    await world.report(alone.start(referral_id=None, follow_up_on=started.today))
    assert await clock(world, alone) == datetime(2026, 12, 20, 23, 59, 59, tzinfo=ZONE)


async def test_a_length_given_counts_from_now(story: Story) -> None:
    """I4: for trying, the clock is given a length, and the agreed day is not waited for."""
    world = FakeWorld("follow_up=PT2S,level2=PT3S")
    story.now = world.now
    await world.report(story.start(referral_id=None))
    assert await clock(world, story) == world.now + timedelta(seconds=2)
    await silence(world, story)
    assert await clock(world, story) == world.now + timedelta(seconds=3)
    await world.report(story.follow_up())
    assert await clock(world, story) == world.now + timedelta(seconds=2)


async def test_silence_climbs_to_the_managers(world: FakeWorld, started: Story) -> None:
    """R4: level 1 when the day has ended, two working days later 2, five later 3, then there is nobody left to tell."""
    due = await clock(world, started)
    for level, days in ((1, 2), (2, 5)):
        fact = await silence(world, started)
        assert (fact.level, fact.due, fact.intervention_id) == (level, due, started.intervention)
        assert await clock(world, started) == add_working_days(world.now, days)
    assert (await silence(world, started)).level == 3
    assert await clock(world, started) is None


async def test_an_old_timer_tells_nothing(world: FakeWorld, started: Story) -> None:
    """R4: what was held in time is never overdue, though a timer from before should fire; nor is it told twice."""
    before = len(await world.published(started.citizen))
    at = await clock(world, started)
    assert at is not None
    await world.report(started.follow_up())
    world._of(started.citizen).timers[FOLLOW_UP, started.intervention] = at
    await world.run_out(started.citizen, FOLLOW_UP, started.intervention)
    assert len(await world.published(started.citizen)) == before + 1


async def test_a_held_follow_up_starts_over(world: FakeWorld, started: Story) -> None:
    """R4: what was missed is made good: the next silence begins at level 1, on the day agreed then."""
    await silence(world, started)
    await silence(world, started)
    await world.report(started.follow_up(next_on=started.today + 100 * DAY))
    fact = await silence(world, started)
    assert (fact.level, fact.due) == (1, datetime(2027, 3, 30, 23, 59, 59, tzinfo=ZONE))


async def test_the_end_stops_it(world: FakeWorld, started: Story) -> None:
    """R1: what has ended has no next step."""
    await silence(world, started)
    await world.report(started.end())
    assert await clock(world, started) is None


async def test_what_is_decided_to_end_is_watched_until_it_has(world: FakeWorld, started: Story) -> None:
    """R4: a decided end that nobody reports is silence, too."""
    await world.report(started.follow_up(decision="end", next_on=started.today + DAY))
    assert await clock(world, started) == datetime(2026, 12, 21, 23, 59, 59, tzinfo=ZONE)


async def test_on_hold_it_stands_still(world: FakeWorld, started: Story) -> None:
    """R1: on hold, `until` is the clock; resumed, the agreed day counts again, and a follow-up meanwhile is kept."""
    await world.hear(started.put_on_hold())
    assert await clock(world, started) is None
    await world.report(started.follow_up())
    assert await clock(world, started) is None
    await world.hear(started.resumed())
    assert await clock(world, started) == datetime(2027, 1, 19, 23, 59, 59, tzinfo=ZONE)


async def test_a_day_gone_by_on_hold_is_nobody_s_silence(world: FakeWorld, started: Story) -> None:
    """R4: who could not hold it has the day of the resumption to do so."""
    await world.hear(started.put_on_hold())
    world.now += 100 * DAY
    await world.hear(started.resumed())
    assert await clock(world, started) == datetime(2027, 3, 30, 23, 59, 59, tzinfo=ZONE)


async def test_a_hold_forgives_nothing(world: FakeWorld, started: Story) -> None:
    """R4: what was missed before the hold stays missed, and as much time as was left then is left to the next level."""
    await silence(world, started)
    world.now = add_working_days(world.now, 1)
    await world.hear(started.put_on_hold())
    world.now += 98 * DAY
    await world.hear(started.resumed())
    assert await clock(world, started) == add_working_days(world.now, 1)
    assert (await silence(world, started)).level == 2


@pytest.mark.parametrize(
    "over",
    [
        Story.resumed,
        Story.completed,
        Story.cancelled,
        lambda story: in_error(story),
        lambda story: in_error(story, hold=True),
    ],
)
async def test_a_hold_that_is_over_lets_it_run(
    world: FakeWorld, started: Story, over: Callable[[Story], Event[Any]]
) -> None:
    """I1, R1: an intervention still runs when its referral is closed or corrected, and its follow-up is still due."""
    before = await clock(world, started)
    hold = started.put_on_hold()
    await world.hear(hold)
    event = over(started)
    if isinstance(event.data, ReferralEnteredInError) and event.data.event_id is not None:
        event = replace(event, data=event.data.model_copy(update={"event_id": hold.id}))
    await world.hear(event)
    assert await clock(world, started) == before


@pytest.mark.parametrize("missed", [0, 1])
@pytest.mark.parametrize("answer", [Story.accepted, Story.rejected])
async def test_while_an_answer_is_owed_it_stands_still(
    world: FakeWorld, story: Story, missed: int, answer: Callable[[Story], Event[Any]]
) -> None:
    """R1: begun as the acceptance was taken back, the answer's clock is the one; then this one goes on as it was."""
    accepted = story.accepted()
    for event in (story.referred(), accepted):
        await world.hear(event)
    await world.report(story.start())
    for _ in range(missed):
        await silence(world, story)
    before = await clock(world, story)
    fact = ReferralEnteredInError(referral_id=story.referral, event_id=accepted.id)
    await world.hear(story.event(fact))
    assert await clock(world, story) is None
    await world.hear(answer(story))
    assert await clock(world, story) == before


async def test_a_clock_that_ran_on_unanswered_tells_of_no_silence(world: FakeWorld, story: Story) -> None:
    """R1, R4: a correction heard by a version that stopped no clock for it stops this one when it rings."""
    accepted = story.accepted()
    for event in (story.referred(), accepted):
        await world.hear(event)
    await world.report(story.start())
    due = await clock(world, story)
    assert due is not None
    work = world.work_on(story.citizen)
    fact = ReferralEnteredInError(referral_id=story.referral, event_id=accepted.id)
    work.involvement = work.involvement.apply(story.event(fact))
    world.keep(work)
    told = await world.published(story.citizen)
    world.now = due
    await world.run_out(story.citizen, FOLLOW_UP, story.intervention)
    assert (await world.published(story.citizen), await clock(world, story)) == (told, None)


@pytest.mark.parametrize("close", [Story.completed, Story.cancelled])
async def test_a_closed_referral_does_not_stop_it(
    world: FakeWorld, started: Story, close: Callable[[Story], Event[Any]]
) -> None:
    """I1: the department still runs the intervention."""
    before = await clock(world, started)
    await world.hear(close(started))
    assert await clock(world, started) == before


async def test_another_referral_s_hold_does_not_stop_it(world: FakeWorld, started: Story) -> None:
    """R1: each referral has its own clock."""
    other = Story(started.now, started.citizen, heard=10)
    for event in (other.referred(), other.accepted(), other.put_on_hold()):
        await world.hear(event)
    assert await clock(world, started) is not None


async def test_a_row_from_before_gets_its_clock(world: FakeWorld, reached: Story) -> None:
    """R4: an intervention begun before there were such clocks has a day agreed; its next event sets the clock."""
    work = world._of(reached.citizen)
    intervention = work.interventions.get(reached.intervention)
    assert intervention is not None
    work.interventions.save(intervention.id, replace(intervention, clock=None))
    work.timers.clear()
    await world.report(reached.agree(sub_goal_id=uuid4()))
    assert await clock(world, reached) == datetime(2027, 2, 18, 23, 59, 59, tzinfo=ZONE)


async def test_a_row_from_before_waits_for_no_event(world: FakeWorld, started: Story) -> None:
    """R4: the timer that came with the first such clocks sets the clock of a row that has none, and tells nothing."""
    work, citizen = world._of(started.citizen), started.citizen
    intervention = work.interventions.get(started.intervention)
    assert intervention is not None
    names = [name for name, _ in rows.INTERVENTION.columns]
    kept = dict(zip(names, rows.intervention_row(citizen, intervention), strict=True))
    # As the first version wrote it, and what the columns that came later are filled with.
    later = {"ended_on": None, "follow_up_due": None, "runs_out": None, "overdue_level": 0, "stopped_at": None}
    before = rows.intervention_from({**kept, **later, "follow_ups": "[]", "tools": "[]", "erred": False})
    assert before.clock is None
    for days, due in ((1, datetime(2027, 2, 18, 23, 59, 59, tzinfo=ZONE)), (80, None)):
        world.now = started.now + days * DAY
        work = world.work_on(citizen)
        work.interventions.save(before.id, before)
        work.timers = {(FOLLOW_UP, before.id): world.now}
        world.keep(work)
        told = await world.published(citizen)
        await world.run_out(citizen, FOLLOW_UP, before.id)
        assert await world.published(citizen) == told
        # A day that has gone by is nobody's silence: there was nobody to tell.
        assert await clock(world, started) == (due or datetime(2027, 3, 10, 23, 59, 59, tzinfo=ZONE))
        assert (await silence(world, started)).level == 1


@pytest.mark.parametrize("missed", [0, 1])
async def test_a_clock_that_ran_on_through_a_hold_tells_of_no_silence(
    world: FakeWorld, started: Story, missed: int
) -> None:
    """R1, R4: heard by a version that stops no clock, a hold stops it when it rings; what was left is left."""
    for _ in range(missed):
        await silence(world, started)
    due = await clock(world, started)
    assert due is not None
    held_at = add_working_days(world.now, 1) if missed else world.now
    work = world.work_on(started.citizen)
    work.involvement = work.involvement.apply(replace(started.put_on_hold(), registeredtime=held_at))
    world.keep(work)
    before = await world.published(started.citizen)
    world.now = due
    await world.run_out(started.citizen, FOLLOW_UP, started.intervention)
    assert await world.published(started.citizen) == before
    assert await clock(world, started) is None
    world.now += 98 * DAY
    await world.hear(started.resumed())
    at = await clock(world, started)
    assert at == (add_working_days(world.now, 1) if missed else end_of(danish_date(world.now)))
    assert (await silence(world, started)).level == missed + 1


def in_error(story: Story, *, hold: bool = False) -> Event[ReferralEnteredInError]:
    return story.event(ReferralEnteredInError(referral_id=story.referral, event_id=uuid4() if hold else None))
