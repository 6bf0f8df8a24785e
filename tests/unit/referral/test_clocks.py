"""What happens when nobody does what is due."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.referral.clocks import clocks
from services.referral.domain import Referral
from shared.timers.lengths import add_working_days
from tests.fakes.referral import MONDAY, FakeWorld
from tests.suites.referral_story import accepting, asking, happened, of, rejecting, says, started
from tests.suites.referral_world import asked, somebody


def test_a_clock_of_ours_for_every_step() -> None:
    """R4: answer and start run here; a timer of a kind that nobody handles would never be heard."""
    assert clocks.kinds() == {"answer", "start", "level2", "level3", "hold"}


async def test_the_clock_counts_danish_working_days() -> None:
    """R4, I4: five working days for an answer, urgent one, ten for a start; Christmas and New Year do not count."""
    world = FakeWorld()
    world.now = datetime(2026, 12, 22, 9, tzinfo=UTC)
    anna = await somebody(world)
    routine, urgent = await asked(world, anna), await asked(world, anna, priority="urgent")
    timers = await world.timers_of(anna)
    assert timers["answer", urgent] == datetime(2026, 12, 23, 9, tzinfo=UTC)
    assert timers["answer", routine] == datetime(2027, 1, 4, 9, tzinfo=UTC)
    await world.report(says(of("kraftcenter"), anna, accepting(routine)))
    assert (await world.timers_of(anna))["start", routine] == datetime(2027, 1, 11, 9, tzinfo=UTC)


async def test_lengths_are_configuration() -> None:
    """I4: a clock's length is the municipality's, by offer and priority, in days or as a duration."""
    world = FakeWorld("answer=PT2S,answer.peer-gruppe=1D")
    anna = await somebody(world)
    id_ = await asked(world, anna, priority="urgent")
    assert ((await world.timers_of(anna))["answer", id_] - MONDAY).total_seconds() == 2
    slow = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    assert ((await world.timers_of(anna))["answer", slow] - MONDAY).days == 1


async def test_a_late_start_is_told_too() -> None:
    """R4: the start that was promised at the acceptance and did not come."""
    world = FakeWorld()
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (accepted,) = await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    (late,) = await world.run_out(anna, "start", id_)
    assert (late.data.step, late.data.level, late.data.waiting_for) == ("start", 1, "kraftcenter")
    assert late.data.due == accepted.data.next_step_due


def test_an_old_clock_says_nothing() -> None:
    """R4: one silence is told once, and only of the clock that runs now."""
    fact = asking().model_copy(update={"answer_due": MONDAY})
    referral = Referral.asked(happened(fact, uuid4(), fact.referral_id), "socialpsykiatri")
    (late,) = referral.run_out("answer")
    after = referral.after(happened(late, uuid4(), referral.loop), None, rings=MONDAY)
    assert after.run_out("answer") == ()
    assert [fact.level for fact in after.run_out("level2")] == [2]
    assert referral.run_out("start") == referral.run_out("level2") == ()
    said = referral.accept(accepting(referral.id), of("kraftcenter"), start_due=MONDAY)
    accepted = after.after(happened(said, uuid4(), referral.loop), "kraftcenter")
    assert accepted.run_out("answer") == accepted.run_out("level2") == ()
    assert accepted.overdue_level == 0


@pytest.mark.parametrize("step", ["answer", "start"])
async def test_silence_climbs(world: FakeWorld, step: str) -> None:
    """R4: two working days after the first telling their manager, five later both; then no more, and once each."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    if step == "start":
        await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    due = (await world.timers_of(anna))[step, id_]
    world.now = due
    told = list(await world.run_out(anna, step, id_))
    for kind, days in (("level2", 2), ("level3", 7)):
        timers = await world.timers_of(anna)
        assert timers == {(kind, id_): add_working_days(world.now, days if days == 2 else 5)}
        world.now = timers[kind, id_]
        told += await world.run_out(anna, kind, id_)
    assert await world.timers_of(anna) == {}
    assert [(e.data.level, e.data.step, e.data.due, e.data.waiting_for) for e in told] == [
        (level, step, due, "kraftcenter") for level in (1, 2, 3)
    ]
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.overdue_level, kept.due) == (3, due)


@pytest.mark.parametrize("level", [1, 2])
async def test_what_was_waited_for_stops_the_climbing(world: FakeWorld, level: int) -> None:
    """R4: once answered, nobody further up is told of the silence before."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    for kind in ("answer", "level2")[:level]:
        await world.run_out(anna, kind, id_)
    await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    assert {kind for kind, _ in await world.timers_of(anna)} == {"start"}
    await world.report(says(of("kraftcenter"), anna, rejecting(await asked(world, anna))))
    await world.hear(started(anna, id_))
    assert await world.timers_of(anna) == {}


async def test_an_urgent_one_is_told_to_the_manager_at_once(world: FakeWorld) -> None:
    """R9: after its one working day unanswered, level 1 and level 2 together; level 3 as always."""
    anna = await somebody(world)
    id_ = await asked(world, anna, priority="urgent")
    world.now += timedelta(days=1)
    told = await world.run_out(anna, "answer", id_)
    assert [event.data.level for event in told] == [1, 2]
    assert await world.timers_of(anna) == {("level3", id_): add_working_days(world.now, 5)}
    await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    (late,) = await world.run_out(anna, "start", id_)
    assert late.data.level == 1, "only the answer is awaited that early"


async def test_the_events_say_when_it_is_due() -> None:
    """The catalogue: `answer_due` and `next_step_due` are filled in by Samspil, and are what the clocks run to."""
    world = FakeWorld()
    anna = await somebody(world)
    fact = asking(referral_id=uuid4())
    (created,) = await world.report(says(of("socialpsykiatri"), anna, fact))
    assert created.data.answer_due == (await world.timers_of(anna))["answer", fact.referral_id]
    assert created.data.model_copy(update={"answer_due": None}) == fact
