"""Referrals that rest for a time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.contracts import Refused
from tests.fakes.referral import MONDAY, FakeWorld
from tests.suites.referral_story import accepting, correcting, erred, followed_up, holding, of, resuming, says, started
from tests.suites.referral_world import asked, somebody

RECEIVER = of("kraftcenter")


@pytest.mark.parametrize("until", [date(2026, 11, 22), date(2026, 11, 23)])
async def test_a_hold_ends_in_the_future(world: FakeWorld, until: date) -> None:
    """R1: on hold, `until` is the clock: a day that has begun, by the Danish calendar, would be none."""
    world.now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    with pytest.raises(Refused) as refused:
        await world.report(says(RECEIVER, anna, holding(id_, until)))
    assert [error.pointer for error in refused.value.errors] == ["/data/until"]
    await world.report(says(RECEIVER, anna, holding(id_, date(2026, 11, 24))))
    # It is taken up again when that day begins in Denmark.
    assert await world.timers_of(anna) == {("hold", id_): datetime(2026, 11, 23, 23, tzinfo=UTC)}


async def test_the_start_clock_goes_on_with_what_was_left_of_it(world: FakeWorld) -> None:
    """R1, I4: ten working days for the start; after four, a hold over weekends leaves six."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    world.now = MONDAY + timedelta(days=4)
    await world.report(says(RECEIVER, anna, holding(id_, date(2026, 12, 16))))
    world.now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    (resumed,) = await world.report(says(RECEIVER, anna, resuming(id_)))
    assert resumed.data.next_step_due == datetime(2026, 12, 22, 9, tzinfo=UTC)
    assert await world.timers_of(anna) == {("start", id_): resumed.data.next_step_due}


async def test_a_length_in_hours_is_left_as_hours() -> None:
    """I4: a clock whose length is a duration stands still, too, and goes on with the rest."""
    world = FakeWorld("start=PT10H")
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    world.now = MONDAY + timedelta(hours=3)
    await world.report(says(RECEIVER, anna, holding(id_, date(2026, 11, 29))))
    world.now = datetime(2026, 11, 28, 23, tzinfo=UTC)
    (resumed,) = await world.run_out(anna, "hold", id_)
    assert resumed.data.next_step_due == world.now + timedelta(hours=7)


async def test_silence_told_before_the_hold_is_not_told_again(world: FakeWorld) -> None:
    """R4: level 1 was told; on resuming the start is owed since then, and the clock of level 2 goes on."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    world.now = accepted.data.next_step_due
    await world.run_out(anna, "start", id_)
    world.now += timedelta(days=1)
    await world.report(says(RECEIVER, anna, holding(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.overdue_level == 0
    world.now = datetime(2026, 12, 15, 9, tzinfo=UTC)
    (resumed,) = await world.report(says(RECEIVER, anna, resuming(id_)))
    assert resumed.data.next_step_due == accepted.data.next_step_due
    assert await world.timers_of(anna) == {("level2", id_): world.now + timedelta(days=1)}
    (late,) = await world.run_out(anna, "level2", id_)
    assert (late.data.level, late.data.due) == (2, accepted.data.next_step_due)


async def test_work_that_rests_goes_on_without_a_clock_here(world: FakeWorld) -> None:
    """R1: resumed to in progress, the follow-up's clock runs at the provider's; what is due is the day agreed."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    start = started(anna, id_)
    await world.hear(start)
    await world.report(says(RECEIVER, anna, holding(id_)))
    await world.hear(followed_up(start, date(2027, 5, 3)))
    (resumed,) = await world.run_out(anna, "hold", id_)
    assert resumed.data.next_step_due is None
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.state, kept.clock) == ("in-progress", None)
    assert kept.due == datetime.fromisoformat("2027-05-03T23:59:59+02:00")


@pytest.mark.parametrize("by_the_day", [False, True])
async def test_a_rest_under_way_is_rest_for_the_start_too(world: FakeWorld, by_the_day: bool) -> None:
    """R1, R7: begun, resting for weeks, resumed; where the start never was, what was left of its clock is left."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    world.now = MONDAY + timedelta(days=4)
    start = started(anna, id_)
    await world.hear(start)
    await world.report(says(RECEIVER, anna, holding(id_, date(2026, 12, 14))))
    world.now = datetime(2026, 12, 14, 9, tzinfo=UTC)
    resumed, *_ = (
        await world.run_out(anna, "hold", id_)
        if by_the_day
        else await world.report(says(RECEIVER, anna, resuming(id_)))
    )
    assert resumed.data.next_step_due is None
    await world.hear(erred(start))
    # Six of the ten working days.
    assert await world.timers_of(anna) == {("start", id_): datetime(2026, 12, 22, 9, tzinfo=UTC)}


async def test_a_hold_that_ran_out_can_be_corrected(world: FakeWorld) -> None:
    """R7: the resumption rests on the hold and is taken back with it; then the acceptance can be, too."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    (held,) = await world.report(says(RECEIVER, anna, holding(id_, date(2026, 12, 1))))
    world.now += timedelta(days=9)
    (resumed,) = await world.run_out(anna, "hold", id_)
    told = await world.report(says(RECEIVER, anna, correcting(id_, held.id)))
    assert [event.data.event_id for event in told] == [held.id, resumed.id]
    assert await world.timers_of(anna) == {("start", id_): accepted.data.next_step_due}
    await world.report(says(RECEIVER, anna, correcting(id_, accepted.id)))
    assert set(await world.timers_of(anna)) == {("answer", id_)}
