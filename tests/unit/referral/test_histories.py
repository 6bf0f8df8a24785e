"""Any history of reports, starts and silence."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from services.referral.domain import MOVES
from shared.contracts import (
    Event,
    ReferralConflict,
    ReferralCreated,
    ReferralOverdue,
    Refused,
    Reporter,
    Waits,
)
from tests.fakes.referral import FakeWorld
from tests.suites.referral_story import accepting, asking, cancelling, citizen, of, rejecting, says, started
from tests.suites.referral_world import somebody

DEPARTMENTS = ("svr", "socialpsykiatri", "kraftcenter", "sel82", "paaroerende")
ACTS = ("ask", "ask_self", "accept", "reject", "cancel", "start", "silence")
STEPS = st.tuples(st.sampled_from(ACTS), st.sampled_from(DEPARTMENTS), st.integers(0, 2))


@given(st.lists(STEPS, max_size=30))
async def test_an_open_referral_has_one_next_owner_and_one_clock(steps: list[tuple[str, str, int]]) -> None:
    """R1, R2: after every step of any history; what is refused changes nothing, and versions have no gap."""
    world = FakeWorld()
    anna = await somebody(world)
    facts: list[ReferralCreated] = []
    told: list[Event[Any]] = []
    for act, department, which in steps:
        world.now += timedelta(hours=1)
        with suppress(Refused, Waits):
            told += await _act(world, facts, act, department, which)
        await _holds(world, facts)
    assert [event.version for event in told] == list(range(1, len(told) + 1))
    _legal(told)
    assert anna == await somebody(world)


async def _act(
    world: FakeWorld, facts: list[ReferralCreated], act: str, department: str, which: int
) -> Sequence[Event[Any]]:
    anna = await somebody(world)
    if act in ("ask", "ask_self") or not facts:
        fact = asking(from_department=department) if act != "ask_self" else asking(from_department=None, origin="self")
        facts.append(fact)
        return await world.report(says(_who(act, department, world), anna, fact))
    id_ = facts[which % len(facts)].referral_id
    if act == "start":
        return await world.hear(started(anna, id_))
    if act == "silence":
        for kind, ref in await world.timers_of(anna):
            if ref == id_:
                return await world.run_out(anna, kind, ref)
        return []
    said = {"accept": accepting(id_, department), "reject": rejecting(id_, department)}.get(act)
    side = {"socialpsykiatri": "sender", "kraftcenter": "receiver"}.get(department, "citizen")
    return await world.report(says(of(department), anna, said or cancelling(id_, side)))


def _who(act: str, department: str, world: FakeWorld) -> Reporter:
    return citizen(next(iter(world.numbers.values()))) if act == "ask_self" else of(department)


async def _holds(world: FakeWorld, facts: list[ReferralCreated]) -> None:
    (anna,) = world.numbers.values()
    involvement, timers = await world.involvement_of(anna), await world.timers_of(anna)
    for fact in facts:
        referral = await world.referral_of(anna, fact.referral_id)
        if referral is None:
            continue
        running = {kind: due for (kind, ref), due in timers.items() if ref == referral.id}
        assert referral.state == involvement.loops.referrals[referral.id].state
        assert referral.next_owner == involvement.next_owner(referral.loop), "I5 is told alike in both places"
        if not referral.open:
            assert (running, referral.due) == ({}, None)
            continue
        assert referral.next_owner is not None
        assert referral.due is not None
        if referral.clock is None:
            assert referral.state == "in-progress", "the follow-up's clock runs at the provider's"
            assert running == {}
        elif referral.overdue_level:
            assert running == {}, "one that ran out counts as running until answered"
        else:
            assert running == {referral.clock.step: referral.clock.due}


def _legal(told: list[Event[Any]]) -> None:
    """R2: every event moved its referral along an arrow of the table."""
    states: dict[object, str] = {}
    for event in told:
        fact = event.data
        if isinstance(fact, ReferralCreated):
            assert fact.referral_id not in states
            states[fact.referral_id] = "requested"
        elif isinstance(fact, ReferralConflict):
            assert states[fact.referral_id] == fact.state
            assert fact.state in ("rejected", "cancelled")
        elif not isinstance(fact, ReferralOverdue):
            move = MOVES[type(fact)]
            assert states[fact.referral_id] in move.start
            states[fact.referral_id] = move.end or ""
