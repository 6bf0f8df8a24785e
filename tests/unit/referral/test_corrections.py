"""What should never have been reported."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import Event, Fact, Refused, Reporter
from tests.fakes.referral import MONDAY, FakeWorld
from tests.suites.referral_story import (
    accepting,
    app,
    cancelling,
    citizen,
    correcting,
    failing,
    holding,
    of,
    rejecting,
    relative,
    resuming,
    says,
    started,
)
from tests.suites.referral_story import (
    asking as a_referral,
)
from tests.suites.referral_world import asked, somebody

SENDER, RECEIVER = of("socialpsykiatri"), of("kraftcenter")


async def refused(world: FakeWorld, who: Reporter, anna: UUID, fact: Fact) -> tuple[str, int]:
    before = await world.involvement_of(anna)
    with pytest.raises(Refused) as no:
        await world.report(says(who, anna, fact))
    assert await world.involvement_of(anna) == before
    return no.value.problem, no.value.status


async def test_a_referral_in_error_is_over_for_everybody(world: FakeWorld) -> None:
    """R2, R7: without `event_id` the referral and all its events, in any state, by whoever asked; and once."""
    anna = await somebody(world)
    for moves in ((), (accepting,), (rejecting,), (accepting, failing)):
        id_ = await asked(world, anna)
        for move in moves:
            await world.report(says(RECEIVER, anna, move(id_)))
        assert await refused(world, RECEIVER, anna, correcting(id_)) == ("not-allowed", 403)
        (told,) = await world.report(says(app("socialpsykiatri"), anna, correcting(id_)))
        assert told.data == correcting(id_)
        kept = await world.referral_of(anna, id_)
        assert kept is not None
        assert (kept.state, kept.next_owner, kept.due) == ("entered-in-error", None, None)
        assert kept.legal_moves(SENDER) == kept.legal_moves(RECEIVER) == ()
        assert await refused(world, SENDER, anna, correcting(id_)) == ("illegal-move", 422)
    assert await world.timers_of(anna) == {}


async def test_a_start_on_a_referral_in_error_is_asked_about_in_any_order(world: FakeWorld) -> None:
    """R2, R7: the intervention is a fact, whether it was told of before the error or after: both sides are asked."""
    anna = await somebody(world)
    first, second = await asked(world, anna), await asked(world, anna)
    for id_ in (first, second):
        await world.report(says(RECEIVER, anna, accepting(id_)))
    early, late = started(anna, first), started(anna, second)
    await world.hear(early)
    _, conflict = await world.report(says(SENDER, anna, correcting(first)))
    await world.report(says(SENDER, anna, correcting(second)))
    (other,) = await world.hear(late)
    for event, start, id_ in ((conflict, early, first), (other, late, second)):
        assert event.data.model_dump() == {"referral_id": id_, "event_id": start.id, "state": "entered-in-error"}


async def test_the_last_step_is_taken_back(world: FakeWorld) -> None:
    """R7: by who reported it, closed or not; the referral is what it was, and its clock runs to where it ran."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    steps = [(RECEIVER, accepting(id_)), (RECEIVER, holding(id_)), (RECEIVER, resuming(id_)), (SENDER, cancelling(id_))]
    before = []
    told: list[Event[Any]] = []
    for who, fact in steps:
        world.now += timedelta(hours=1)
        before.append((await world.referral_of(anna, id_), await world.timers_of(anna)))
        told += await world.report(says(who, anna, fact))
    for (who, _), event, (referral, timers) in reversed(list(zip(steps, told, before, strict=True))):
        other = RECEIVER if who is SENDER else SENDER
        assert await refused(world, other, anna, correcting(id_, event.id)) == ("not-allowed", 403)
        await world.report(says(who, anna, correcting(id_, event.id)))
        kept = await world.referral_of(anna, id_)
        assert kept is not None
        assert referral is not None
        assert (kept.position, await world.timers_of(anna)) == (referral.position, timers)
        assert await refused(world, who, anna, correcting(id_, event.id)) == ("illegal-move", 422)


async def test_what_something_rests_on_stands(world: FakeWorld) -> None:
    """R7: an acceptance under a hold or a start, an asking under an acceptance; 422, with what is legal instead."""
    anna = await somebody(world)
    fact = a_referral()
    (created,) = await world.report(says(SENDER, anna, fact))
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(fact.referral_id)))
    assert await refused(world, SENDER, anna, correcting(fact.referral_id, created.id)) == ("rests-on", 422)
    (held,) = await world.report(says(RECEIVER, anna, holding(fact.referral_id)))
    assert await refused(world, RECEIVER, anna, correcting(fact.referral_id, accepted.id)) == ("rests-on", 422)
    await world.report(says(RECEIVER, anna, correcting(fact.referral_id, held.id)))
    await world.hear(started(anna, fact.referral_id))
    assert await refused(world, RECEIVER, anna, correcting(fact.referral_id, accepted.id)) == ("rests-on", 422)


async def test_an_asking_nothing_rests_on_is_the_referral(world: FakeWorld) -> None:
    """R7: the creation named as the error is the referral with all there is of it."""
    anna = await somebody(world)
    fact = a_referral()
    (created,) = await world.report(says(SENDER, anna, fact))
    await world.run_out(anna, "answer", fact.referral_id)
    await world.report(says(SENDER, anna, correcting(fact.referral_id, created.id)))
    kept = await world.referral_of(anna, fact.referral_id)
    assert kept is not None
    assert kept.state == "entered-in-error"


async def test_silence_rests_on_nothing_and_is_not_told_again(world: FakeWorld) -> None:
    """R4, R7: silence since an acceptance does not keep it from being taken back; what was told before it is not told
    again, and the clock of the level after it rings at once where its time has passed."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    world.now = (await world.timers_of(anna))["answer", id_]
    await world.run_out(anna, "answer", id_)
    second = (await world.timers_of(anna))["level2", id_]
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    world.now = (await world.timers_of(anna))["start", id_]
    (late,) = await world.run_out(anna, "start", id_)
    assert await refused(world, RECEIVER, anna, correcting(id_, late.id)) == ("not-allowed", 403)
    await world.report(says(RECEIVER, anna, correcting(id_, accepted.id)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.state, kept.overdue_level, await world.timers_of(anna)) == ("requested", 1, {("level2", id_): second})
    assert second < world.now
    (further,) = await world.run_out(anna, "level2", id_)
    assert (further.data.step, further.data.level) == ("answer", 2)


async def test_a_citizens_own_is_the_citizens_to_take_back(world: FakeWorld) -> None:
    """R7: who reported it: the citizen, or one relative and no other; a department's is not theirs."""
    anna = await somebody(world)
    own = await asked(world, anna, offer="peer-gruppe", from_department=None, origin="self")
    assert await refused(world, RECEIVER, anna, correcting(own)) == ("not-allowed", 403)
    assert await world.report(says(citizen(anna), anna, correcting(own)))
    theirs = await asked(world, anna)
    (cancelled,) = await world.report(says(citizen(anna), anna, cancelling(theirs, "citizen")))
    assert await refused(world, SENDER, anna, correcting(theirs, cancelled.id)) == ("not-allowed", 403)
    assert await refused(world, citizen(anna), anna, correcting(theirs)) == ("not-allowed", 403)
    assert await world.report(says(citizen(anna), anna, correcting(theirs, cancelled.id)))
    sister = relative(anna)
    support = a_referral(offer="paaroerende-netvaerk", from_department=None, origin="relative")
    await world.report(says(sister, anna, support))
    brother = Reporter("broderen", "relative", citizen_id=anna, designations=sister.designations)
    assert await refused(world, brother, anna, correcting(support.referral_id)) == ("not-involved", 403)
    assert await world.report(says(sister, anna, correcting(support.referral_id)))


async def test_an_event_that_is_none_of_the_referrals(world: FakeWorld) -> None:
    """R7: one nobody knows here is named as the field at fault; a stranger learns nothing."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    assert await refused(world, SENDER, anna, correcting(id_, uuid4())) == ("unknown-reference", 422)
    assert await refused(world, of("sel82"), anna, correcting(id_)) == ("not-involved", 403)
    assert world.now == MONDAY
