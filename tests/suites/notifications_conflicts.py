"""Until when a conflict is asked about, in memory and on the real database alike."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import (
    Event,
    GoalSet,
    InterventionEnded,
    ReferralCancelled,
    ReferralConflict,
    ReferralEnteredInError,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralResumed,
)
from tests.suites.notifications_asked_again import application_granted, application_over, open_asks, referred
from tests.suites.notifications_story import NOON, accepted, asked, in_loop, started
from tests.suites.notifications_taking_back import a_goal_reached, taking_back
from tests.suites.notifications_world import World, a_running_loop

RESOLVE = "Find sammen ud af, hvad der er rigtigt, og ret det."


async def resolving(world: World, anna: UUID) -> set[str]:
    """The departments whose coordinators are to sort something out."""
    departments = ("svr", "kraftcenter", "socialpsykiatri")
    return {name.split("-")[0] for name, said in await open_asks(world, anna, *departments) if said == RESOLVE}


def begun(referred: Event[Any], start: Event[Any]) -> Event[Any]:
    fact = ReferralInProgress(referral_id=referred.data.referral_id, intervention_id=start.data.intervention_id)
    return in_loop(fact, referred)


async def test_a_correction_of_something_else_leaves_a_conflict_to_be_resolved(world: World) -> None:
    """R2, R7: until the closing that the start is at odds with is taken back."""
    anna = uuid4()
    start = await a_running_loop(world, anna)
    id_ = start.correlationid
    closed = in_loop(ReferralCancelled(referral_id=id_, reason="other", by="sender"), start, "socialpsykiatri")
    for event in (closed, in_loop(ReferralConflict(referral_id=id_, event_id=start.id, state="cancelled"), start)):
        await world.hear(event)
    resolving = ("kraftcenter-coordinator", "Find sammen ud af, hvad der er rigtigt, og ret det.")
    assert resolving in await open_asks(world, anna, "kraftcenter")
    await world.hear(taking_back(await a_goal_reached(world, anna, start)))
    assert resolving in await open_asks(world, anna, "kraftcenter")
    await world.hear(in_loop(ReferralEnteredInError(referral_id=id_, event_id=closed.id), start, "socialpsykiatri"))
    assert resolving not in await open_asks(world, anna, "kraftcenter")


async def test_a_conflict_on_hold_is_over_when_it_goes_on(world: World) -> None:
    """I5, R2: once the referral rests no more it is in progress, as the start says: there is nothing to resolve."""
    anna = uuid4()
    created = asked(anna)
    id_, start = created.correlationid, started(created)
    hold = ReferralPutOnHold(referral_id=id_, reason="other", until=NOON.date())
    for event in (created, accepted(created), in_loop(hold, created, "kraftcenter"), start):
        await world.hear(event)
    await world.hear(in_loop(ReferralConflict(referral_id=id_, event_id=start.id, state="on-hold"), created))
    resolving = "Find sammen ud af, hvad der er rigtigt, og ret det."
    both = {(f"{department}-coordinator", resolving) for department in ("kraftcenter", "socialpsykiatri")}
    assert await open_asks(world, anna, "kraftcenter", "socialpsykiatri") == both
    await world.hear(in_loop(ReferralResumed(referral_id=id_), created, "kraftcenter"))
    begun = ReferralInProgress(referral_id=id_, intervention_id=start.data.intervention_id)
    await world.hear(in_loop(begun, created))
    left = await open_asks(world, anna, "kraftcenter", "socialpsykiatri")
    assert resolving not in {said for _, said in left}


async def test_what_becomes_of_another_referral_of_the_loop_resolves_nothing(world: World) -> None:
    """R2: of two made on one decision the one begins and ends as it should; the other is at odds with its start until
    its closing is taken back."""
    anna = uuid4()
    applied = asked(anna, offer="polaris-gruppe", to_department="svr", from_department="kraftcenter")
    decided = application_granted(applied)
    closed_one, other = referred(applied, decided), referred(applied, decided)
    id_, start, beside = closed_one.data.referral_id, started(closed_one), started(other)
    closed = in_loop(ReferralCancelled(referral_id=id_, reason="other", by="sender"), applied, "svr")
    conflict = in_loop(ReferralConflict(referral_id=id_, event_id=start.id, state="cancelled"), applied)
    for event in (applied, accepted(applied), decided, application_over(applied), closed_one, accepted(closed_one)):
        await world.hear(event)
    for event in (closed, start, conflict):
        await world.hear(event)
    both = {"svr", "socialpsykiatri"}
    assert await resolving(world, anna) == both
    ended = InterventionEnded(intervention_id=beside.data.intervention_id, outcome="completed", by="professional")
    for event in (other, accepted(other), beside, begun(other, beside), in_loop(ended, other, "socialpsykiatri")):
        await world.hear(event)
        assert await resolving(world, anna) == both, event.type
    await world.hear(in_loop(ReferralEnteredInError(referral_id=id_, event_id=closed.id), applied, "svr"))
    assert await resolving(world, anna) == set()


@pytest.mark.parametrize("together", [False, True])
async def test_a_goal_is_asked_about_until_it_is_taken_back(world: World, together: bool) -> None:
    """G1, R2, R7: set for a decision that was an error, it rests on nothing; neither a new decision, nor what begins on
    it or is corrected there, makes it right."""
    anna = uuid4()
    applied = asked(anna, offer="polaris-gruppe", to_department="svr", from_department="kraftcenter")
    id_, wrong, decided = applied.data.referral_id, application_granted(applied), application_granted(applied)
    set_for_it = GoalSet(goal_id=uuid4(), decision_id=wrong.data.decision_id, themes=(), kind="develop")
    goal = in_loop(set_for_it, applied, "svr")
    conflict = in_loop(ReferralConflict(referral_id=id_, event_id=goal.id, state="accepted"), applied)
    taken_back = in_loop(ReferralEnteredInError(referral_id=id_, event_id=wrong.id), applied, "svr")
    made = referred(applied, decided)
    start = started(made)
    told = (applied, accepted(applied), wrong, taken_back, goal, conflict)
    later = (decided, application_over(applied), made, accepted(made), start, begun(made, start))
    if together:
        await world.hear_together(*told, *later, taking_back(start))
    else:
        for event in (*told, *later, taking_back(start)):
            await world.hear(event)
    assert await resolving(world, anna) == {"svr", "kraftcenter"}
    await world.hear(taking_back(goal))
    assert await resolving(world, anna) == set()
