"""What holds of referrals to companionship, which comes with a course and answers them unnamed, in memory and on the
real database alike."""

from uuid import UUID, uuid4

import pytest

from shared.contracts import ReferralCompleted, ReferralEnteredInError
from tests.suites.referral_story import (
    accepting,
    accompanied,
    cancelling,
    correcting,
    erred,
    holding,
    left_alone,
    of,
    place_given,
    place_released,
    says,
)
from tests.suites.referral_world import World, asked, somebody

RECEIVER, SENDER = of("kraftcenter"), of("sel82")


async def _to_companionship(world: World, anna: UUID, *, accepted: bool = True) -> UUID:
    id_ = await asked(world, anna, offer="foelgeskab", from_department="sel82")
    if accepted:
        await world.report(says(RECEIVER, anna, accepting(id_)))
    return id_


async def _state(world: World, anna: UUID, id_: UUID) -> str:
    referral = await world.referral_of(anna, id_)
    assert referral is not None
    return referral.state


@pytest.mark.parametrize("rests", [False, True])
async def test_a_companionship_is_what_was_asked_for(world: World, rests: bool) -> None:
    """R4, C6: every referral to it is completed and no clock runs any more; one to another offer is not."""
    anna = await somebody(world)
    ids = {await _to_companionship(world, anna), await _to_companionship(world, anna)}
    other = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    await world.report(says(RECEIVER, anna, accepting(other)))
    if rests:
        for id_ in ids:
            await world.report(says(RECEIVER, anna, holding(id_)))
    events = await world.hear(accompanied(anna))
    assert {(event.type, event.data.referral_id) for event in events} == {(ReferralCompleted.type, i) for i in ids}
    assert {event.correlationid for event in events} == ids
    assert set(await world.timers_of(anna)) == {("start", other)}


@pytest.mark.parametrize("over", [False, True])
async def test_one_that_is_accepted_later_is_completed_then(world: World, over: bool) -> None:
    """C6: where the companionship runs still; one that is over answers nothing."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna, accepted=False)
    start = accompanied(anna)
    assert await world.hear(start) == []
    if over:
        assert await world.hear(left_alone(start)) == []
    await world.report(says(RECEIVER, anna, accepting(id_)))
    assert await _state(world, anna, id_) == ("accepted" if over else "completed")


async def test_a_companionship_that_is_over_leaves_what_it_has_answered(world: World) -> None:
    """C6: what becomes of it is not reported back; nor does another place given back touch it."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna)
    start = accompanied(anna)
    await world.hear(start)
    assert await world.hear(place_released(place_given(anna, uuid4()))) == []
    assert await world.hear(left_alone(start)) == []
    assert await _state(world, anna, id_) == "completed"


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_companionship_that_was_ended_in_error_answers_still(world: World, accepted: bool) -> None:
    """R7, C6: it runs again; a referral that is accepted, before or after that is heard, is completed."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna, accepted=False)
    start = accompanied(anna)
    end = left_alone(start)
    for event in (start, end):
        assert await world.hear(event) == []
    if accepted:
        await world.report(says(RECEIVER, anna, accepting(id_)))
    told = [event.type for event in await world.hear(erred(end))]
    assert told == ([ReferralCompleted.type] if accepted else [])
    if not accepted:
        await world.report(says(RECEIVER, anna, accepting(id_)))
    assert await _state(world, anna, id_) == "completed"
    assert await world.timers_of(anna) == {}


@pytest.mark.parametrize("of_the_start", [False, True])
async def test_of_one_that_is_over_what_was_an_error_is_left_out(world: World, of_the_start: bool) -> None:
    """R7, C6: an end taken back before it is heard ends nothing; one that never began does not come back."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna, accepted=False)
    start = accompanied(anna)
    end = left_alone(start)
    for event in (start, end, erred(start), erred(end)) if of_the_start else (start, erred(end), end):
        assert await world.hear(event) == []
    await world.report(says(RECEIVER, anna, accepting(id_)))
    assert await _state(world, anna, id_) == ("accepted" if of_the_start else "completed")


async def test_a_companionship_in_error_answers_nothing(world: World) -> None:
    """R7: the completion is taken back with it, and the start is owed as before."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna)
    clocks = await world.timers_of(anna)
    start = accompanied(anna)
    (completed,) = await world.hear(start)
    (correction,) = await world.hear(erred(start))
    assert correction.data == ReferralEnteredInError(referral_id=id_, event_id=completed.id)
    assert await _state(world, anna, id_) == "accepted"
    assert await world.timers_of(anna) == clocks


async def test_one_taken_back_before_it_is_heard(world: World) -> None:
    """R7: it was parked, and its correction came first."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna)
    start = accompanied(anna)
    await world.hear(erred(start))
    assert await world.hear(start) == []
    assert await _state(world, anna, id_) == "accepted"


async def test_on_a_closed_referral_it_counts_if_the_closing_was_an_error(world: World) -> None:
    """R7, C6: nobody is asked about the closed one, as the companionship is reported without it."""
    anna = await somebody(world)
    id_ = await _to_companionship(world, anna)
    (cancelled,) = await world.report(says(SENDER, anna, cancelling(id_)))
    assert await world.hear(accompanied(anna)) == []
    assert await _state(world, anna, id_) == "cancelled"
    await world.report(says(SENDER, anna, correcting(id_, cancelled.id)))
    assert await _state(world, anna, id_) == "completed"
