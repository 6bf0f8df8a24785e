"""What holds of the referral service's work, in memory and on the real database alike."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from services.referral.domain import Referral
from services.referral.ports import Wanted
from shared.contracts import ReferralConflict, Refused, Waits
from tests.suites.referral_story import (
    accepting,
    app,
    asking,
    cancelling,
    looking,
    of,
    rejecting,
    says,
    started,
)
from tests.suites.referral_world import World, asked, somebody


async def test_a_referral_is_asked_for_answered_and_begun(world: World) -> None:
    """R1, R2: requested, accepted, in progress; the events carry the loop and count from one."""
    anna = await somebody(world)
    fact = asking()
    (created,) = await world.report(says(app("socialpsykiatri"), anna, fact))
    (accepted,) = await world.report(says(app("kraftcenter"), anna, accepting(fact.referral_id)))
    (begun,) = await world.hear(started(anna, fact.referral_id))
    assert [e.version for e in (created, accepted, begun)] == [1, 2, 3]
    assert {e.correlationid for e in (created, accepted, begun)} == {fact.referral_id}
    assert [e.department for e in (created, accepted, begun)] == ["socialpsykiatri", "kraftcenter", None]
    kept = await world.referral_of(anna, fact.referral_id)
    assert kept is not None
    assert (kept.state, kept.next_owner) == ("in-progress", "kraftcenter")


async def test_one_clock_runs_and_the_next_takes_its_place(world: World) -> None:
    """R1, R4: the answer clock from the asking, the start clock from the acceptance, none of ours from the start."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert await world.timers_of(anna) == {("answer", id_): kept.due}
    await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert await world.timers_of(anna) == {("start", id_): kept.due}
    await world.hear(started(anna, id_))
    assert await world.timers_of(anna) == {}


async def test_silence_is_told_once_and_the_answer_is_still_open(world: World) -> None:
    """R4: the clock that ran out is told at level 1 to the next owner; the referral is as it was, and overdue."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (due,) = (await world.timers_of(anna)).values()
    (late,) = await world.run_out(anna, "answer", id_)
    assert late.data.model_dump() == {
        "referral_id": id_,
        "waiting_for": "kraftcenter",
        "due": due,
        "step": "answer",
        "level": 1,
    }
    assert late.correlationid == id_
    assert set(await world.timers_of(anna)) == {("level2", id_)}
    (seen,) = await world.referrals(looking(of("kraftcenter")), Wanted(anna, overdue=True))
    assert (seen.referral.state, seen.referral.overdue_level, seen.referral.due) == ("requested", 1, due)
    await world.report(says(of("kraftcenter"), anna, rejecting(id_)))
    assert await world.referrals(looking(of("kraftcenter")), Wanted(anna, overdue=True)) == []


async def test_a_start_on_a_cancelled_referral_asks_both_sides_once(world: World) -> None:
    """R2: an event is a fact; what can never fit ends in a state somebody sees, however often Kafka delivers it."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(of("socialpsykiatri"), anna, cancelling(id_)))
    start = started(anna, id_)
    told = [event.data for _ in range(2) for event in await world.hear(start)]
    assert told == [ReferralConflict(referral_id=id_, event_id=start.id, state="cancelled")]
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.state == "cancelled"
    involvement = await world.involvement_of(anna)
    assert involvement.of("kraftcenter"), "the intervention runs all the same"


async def test_a_start_heard_before_the_answer_waits(world: World) -> None:
    """An event that presupposes one not heard yet is kept, and nothing comes of it before."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    with pytest.raises(Waits):
        await world.hear(started(anna, id_))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.state == "requested"


async def test_what_is_refused_leaves_nothing(world: World) -> None:
    """A refused report stores nothing: neither state, clock nor version."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    before = (await world.referral_of(anna, id_), await world.timers_of(anna))
    with pytest.raises(Refused) as refused:
        await world.report(says(of("socialpsykiatri"), anna, accepting(id_, "socialpsykiatri")))
    assert refused.value.problem == "illegal-move"
    assert (await world.referral_of(anna, id_), await world.timers_of(anna)) == before
    (accepted,) = await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    assert accepted.version == 2


async def test_an_unknown_citizen_is_refused(world: World) -> None:
    """A report about somebody the index does not hold names the subject as its fault."""
    with pytest.raises(Refused) as refused:
        await world.report(says(of("socialpsykiatri"), uuid4(), asking()))
    assert (refused.value.status, [e.pointer for e in refused.value.errors]) == (422, ["/subject"])


async def test_the_same_referral_id_for_two_citizens_touches_neither(world: World) -> None:
    """The reporter names the referral: an id used for a second citizen is that citizen's own, clock and all."""
    anna, bo = await somebody(world), await somebody(world, "0202921234")
    id_ = await asked(world, anna)
    await asked(world, bo, referral_id=id_)
    await world.report(says(of("socialpsykiatri"), bo, cancelling(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert kept.state == "requested"
    assert await world.timers_of(anna) == {("answer", id_): kept.due}


async def test_due_follows_the_priority(world: World) -> None:
    """I4: urgent is one working day, routine five, at the same hour."""
    anna = await somebody(world)
    routine, urgent = await asked(world, anna), await asked(world, anna, priority="urgent")
    timers = await world.timers_of(anna)
    assert timedelta(days=1) <= timers["answer", urgent] - _created(await world.referral_of(anna, urgent))
    assert timers["answer", routine] - timers["answer", urgent] >= timedelta(days=4) - timedelta(hours=2)


def _created(referral: Referral | None) -> datetime:
    assert referral is not None
    return referral.created_at - timedelta(hours=1)
