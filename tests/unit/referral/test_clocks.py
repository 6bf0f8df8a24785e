"""What happens when nobody does what is due."""

from datetime import UTC, datetime
from uuid import uuid4

from services.referral.clocks import clocks
from services.referral.domain import Clock, Referral
from tests.fakes.referral import MONDAY, FakeWorld
from tests.suites.referral_story import accepting, asking, of, says
from tests.suites.referral_world import asked, somebody


def test_a_clock_of_ours_for_every_step() -> None:
    """R4: answer and start run here; a timer of a kind that nobody handles would never be heard."""
    assert clocks.kinds() == {"answer", "start"}


async def test_the_clock_counts_danish_working_days() -> None:
    """R4, I4: five working days for an answer, urgent one, ten for a start; Christmas does not count."""
    world = FakeWorld()
    world.now = datetime(2026, 12, 22, 9, tzinfo=UTC)
    anna = await somebody(world)
    routine, urgent = await asked(world, anna), await asked(world, anna, priority="urgent")
    timers = await world.timers_of(anna)
    assert timers["answer", urgent] == datetime(2026, 12, 23, 9, tzinfo=UTC)
    assert timers["answer", routine] == datetime(2026, 12, 30, 9, tzinfo=UTC)
    await world.report(says(of("kraftcenter"), anna, accepting(routine)))
    assert (await world.timers_of(anna))["start", routine] == datetime(2027, 1, 7, 9, tzinfo=UTC)


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
    fact = asking()
    referral, _ = Referral.ask(fact, loop=fact.referral_id, legal_basis=None, answer_due=MONDAY, at=MONDAY)
    late = referral.run_out(Clock("answer", MONDAY))
    assert late is not None
    assert late[0].run_out(Clock("answer", MONDAY)) is None
    assert referral.run_out(Clock("start", MONDAY)) is None
    accepted, _ = referral.accept(accepting(referral.id), of("kraftcenter"), start_due=MONDAY)
    assert accepted.run_out(Clock("answer", MONDAY)) is None
    assert accepted.overdue_level == 0


async def test_the_events_say_when_it_is_due() -> None:
    """The catalogue: `answer_due` and `next_step_due` are filled in by Samspil, and are what the clocks run to."""
    world = FakeWorld()
    anna = await somebody(world)
    fact = asking(referral_id=uuid4())
    (created,) = await world.report(says(of("socialpsykiatri"), anna, fact))
    assert created.data.answer_due == (await world.timers_of(anna))["answer", fact.referral_id]
    assert created.data.model_copy(update={"answer_due": None}) == fact
