"""Referrals that what kraftcenter tells brings to an end, or back."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from shared.contracts import Event, ReferralAccepted, ReferralCompleted, ReferralConflict, Waits
from tests.fakes.referral import FakeWorld
from tests.suites.referral_story import (
    accepting,
    cancelling,
    correcting,
    ended,
    erred,
    failing,
    followed_up,
    holding,
    of,
    place_given,
    place_released,
    resuming,
    says,
    started,
)
from tests.suites.referral_world import asked, somebody, under_way

RECEIVER = of("kraftcenter")


async def state(world: FakeWorld, anna: UUID, id_: UUID) -> str:
    referral = await world.referral_of(anna, id_)
    assert referral is not None
    return referral.state


@pytest.mark.parametrize("rests", [False, True])
async def test_the_end_of_the_intervention_completes(world: FakeWorld, rests: bool) -> None:
    """R2, I5: with its outcome, and the sender is next; also where the referral rests meanwhile."""
    anna, id_, start = await under_way(world)
    if rests:
        await world.report(says(RECEIVER, anna, holding(id_)))
    (completed,) = await world.hear(ended(start))
    assert completed.data.model_dump() == {"referral_id": id_, "outcome": "citizen_stopped"}
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.state, kept.next_owner, await world.timers_of(anna)) == ("completed", "socialpsykiatri", {})


async def test_the_end_after_a_closing_changes_nothing(world: FakeWorld) -> None:
    """R2: closed is closed; if the closing was the error, the end counts after all."""
    anna, id_, start = await under_way(world)
    (failed,) = await world.report(says(RECEIVER, anna, failing(id_)))
    assert await world.hear(ended(start)) == []
    _, completed = await world.report(says(RECEIVER, anna, correcting(id_, failed.id)))
    assert (completed.data.outcome, await state(world, anna, id_)) == ("citizen_stopped", "completed")


@pytest.mark.parametrize("mended", ["resumed", "taken back", "by the day"])
async def test_a_start_on_hold_is_asked_about_and_counts_afterwards(world: FakeWorld, mended: str) -> None:
    """R2: what starts while the referral rests does not fit; once it rests no more, it is in progress."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    (held,) = await world.report(says(RECEIVER, anna, holding(id_)))
    start = started(anna, id_)
    (conflict,) = await world.hear(start)
    assert conflict.data == ReferralConflict(referral_id=id_, event_id=start.id, state="on-hold")
    assert await state(world, anna, id_) == "on-hold"
    if mended == "by the day":
        _, begun = await world.run_out(anna, "hold", id_)
    else:
        fact = resuming(id_) if mended == "resumed" else correcting(id_, held.id)
        _, begun = await world.report(says(RECEIVER, anna, fact))
    assert begun.data.intervention_id == start.data.intervention_id
    assert (await state(world, anna, id_), await world.timers_of(anna)) == ("in-progress", {})


async def test_a_start_on_an_acceptance_in_error_is_asked_about(world: FakeWorld) -> None:
    """R2, R7: kraftcenter began before it heard of the error; once accepted after all, it is in progress."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    await world.report(says(RECEIVER, anna, correcting(id_, accepted.id)))
    start = started(anna, id_)
    (conflict,) = await world.hear(start)
    assert conflict.data == ReferralConflict(referral_id=id_, event_id=start.id, state="requested")
    assert set(await world.timers_of(anna)) == {("answer", id_)}
    _, begun = await world.report(says(RECEIVER, anna, accepting(id_)))
    assert begun.data.intervention_id == start.data.intervention_id
    assert await state(world, anna, id_) == "in-progress"


async def test_a_start_in_error_leaves_the_acceptance(world: FakeWorld) -> None:
    """R7: what came of it is taken back; the start is owed as before, and can be made."""
    anna, id_, start = await under_way(world)
    accepted = (await world.involvement_of(anna)).loops.referrals[id_].moves[1]
    (correction,) = await world.hear(erred(start))
    assert correction.data.referral_id == id_
    assert correction.data.event_id not in (None, accepted.event_id)
    assert await state(world, anna, id_) == "accepted"
    assert set(await world.timers_of(anna)) == {("start", id_)}
    await world.hear(started(anna, id_))
    assert await state(world, anna, id_) == "in-progress"


async def test_a_start_in_error_under_a_hold(world: FakeWorld) -> None:
    """R7: what rests then rests from the acceptance, and goes back to it, in every service's fold alike."""
    anna, id_, start = await under_way(world)
    await world.report(says(RECEIVER, anna, holding(id_)))
    await world.report(says(RECEIVER, anna, resuming(id_)))
    await world.hear(erred(start))
    assert await state(world, anna, id_) == "accepted"
    assert (await world.involvement_of(anna)).loops.referrals[id_].state == "accepted"
    assert set(await world.timers_of(anna)) == {("start", id_)}


async def test_an_end_in_error_goes_on(world: FakeWorld) -> None:
    """R7: it is in progress again, with the follow-up last agreed."""
    anna, id_, start = await under_way(world)
    next_, wrong = followed_up(start, date(2027, 5, 3)), followed_up(start, date(2027, 9, 1))
    end = ended(start)
    for event in (next_, wrong, end):
        await world.hear(event)
    assert len(await world.hear(erred(end))) == 1
    assert await world.hear(erred(wrong)) == []
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.state, kept.due and kept.due.date()) == ("in-progress", date(2027, 5, 3))


async def test_what_was_an_error_before_it_could_be_heard(world: FakeWorld) -> None:
    """R7: a start that waited for the answer, and was taken back meanwhile, changes nothing."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    start = started(anna, id_)
    with pytest.raises(Waits):
        await world.hear(start)
    await world.hear(erred(start))
    await world.report(says(RECEIVER, anna, accepting(id_)))
    assert await world.hear(start) == []
    assert await state(world, anna, id_) == "accepted"


async def test_a_place_is_what_was_asked_for(world: FakeWorld) -> None:
    """C3: a sign-up with the referral's id completes it, once it is accepted; a second place changes nothing."""
    anna = await somebody(world)
    id_ = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    assert await world.hear(place_given(anna, id_)) == []
    _, completed = await world.report(says(RECEIVER, anna, accepting(id_)))
    assert (completed.data.outcome, await world.timers_of(anna)) == ("completed", {})
    assert await world.hear(place_given(anna, id_)) == []
    answered = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    await world.report(says(RECEIVER, anna, accepting(answered)))
    assert len(await world.hear(place_given(anna, answered))) == 1


async def with_an_offer_of_a_course(world: FakeWorld) -> tuple[UUID, UUID, Event[ReferralAccepted]]:
    anna = await somebody(world)
    id_ = await asked(world, anna, offer="peer-gruppe", from_department="sel82")
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    return anna, id_, accepted


@pytest.mark.parametrize("given_back", [False, True])
async def test_a_place_on_a_closed_referral_counts_if_the_closing_was_an_error(
    world: FakeWorld, given_back: bool
) -> None:
    """C3, R2, R7: both sides are asked, and the cancellation can be corrected; then a place still kept answers."""
    anna, id_, _ = await with_an_offer_of_a_course(world)
    (cancelled,) = await world.report(says(of("sel82"), anna, cancelling(id_)))
    given = place_given(anna, id_)
    (conflict,) = await world.hear(given)
    assert conflict.data == ReferralConflict(referral_id=id_, event_id=given.id, state="cancelled")
    if given_back:
        assert await world.hear(place_released(given)) == []
    _, *completed = await world.report(says(of("sel82"), anna, correcting(id_, cancelled.id)))
    assert [event.type for event in completed] == ([] if given_back else [ReferralCompleted.type])
    assert await state(world, anna, id_) == ("accepted" if given_back else "completed")


async def test_a_place_given_back_answers_nothing_later(world: FakeWorld) -> None:
    """C3, R7: kept while its acceptance was an error and signed off since, it does not complete the next acceptance."""
    anna, id_, accepted = await with_an_offer_of_a_course(world)
    await world.report(says(RECEIVER, anna, correcting(id_, accepted.id)))
    given, other = place_given(anna, id_), place_given(anna, uuid4())
    assert await world.hear(given) == []
    assert await world.hear(place_released(given)) == []
    (again,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    assert set(await world.timers_of(anna)) == {("start", id_)}
    assert await world.hear(place_released(other)) == []
    await world.report(says(RECEIVER, anna, correcting(id_, again.id)))
    assert await state(world, anna, id_) == "requested"


async def test_a_place_given_back_leaves_what_it_has_answered(world: FakeWorld) -> None:
    """C3: the referral was answered by its sign-up; what becomes of the place is not reported back."""
    anna, id_, _ = await with_an_offer_of_a_course(world)
    given = place_given(anna, id_)
    await world.hear(given)
    assert await world.hear(place_released(given)) == []
    assert await state(world, anna, id_) == "completed"
