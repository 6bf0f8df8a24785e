"""Events heard late, twice or wrong."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import (
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    EligibilityDecided,
    Event,
    Fact,
    FollowUpHeld,
    GoalSet,
    InterventionEnteredInError,
    ReferralEnteredInError,
    SubGoalReached,
)
from shared.contracts.involvement import Involvement
from tests.unit.contracts.builders import NOON, event, facts
from tests.unit.contracts.test_involved import (
    CANCELLED,
    COMPLETED,
    HELD,
    IN_PROGRESS,
    IV,
    REJECTED,
    RESUMED,
    D,
    R,
    accepted,
    after,
    created,
    ended,
    started,
)

SUB_GOAL = SubGoalReached(
    sub_goal_id=uuid4(), goal_id=uuid4(), intervention_id=IV, reached_on="2026-12-15", informant="citizen"
)  # fmt: skip
GOAL = GoalSet(goal_id=uuid4(), intervention_id=IV, themes=(), kind="develop")
GOAL_OF_DECISION = GoalSet(goal_id=uuid4(), decision_id=D, themes=(), kind="develop")
DECIDED = EligibilityDecided(
    decision_id=D, referral_id=R, offer="polaris-gruppe", legal_basis="SEL-85", granted=True,
    assessed_on="2026-11-20",
)  # fmt: skip


@pytest.mark.parametrize(
    ("heard", "next_", "lacks"),
    [
        ([], created(), False),
        ([], created(decision_id=D), True),
        ([created(), DECIDED], created(referral_id=uuid4(), decision_id=D), False),
        ([], accepted(), True),
        ([created()], accepted(), False),
        ([], started(), True),
        ([created()], started(), True),
        ([created(), accepted()], started(), False),
        ([created(), CANCELLED], started(), False),
        ([created(), REJECTED], started(), False),
        ([], started(None), False),
        ([], IN_PROGRESS, True),
        ([created(), accepted()], IN_PROGRESS, False),
        ([], SUB_GOAL, True),
        ([created(), accepted()], SUB_GOAL, True),
        ([created(), accepted(), started()], SUB_GOAL, False),
        ([], ended(), True),
        ([started(None)], ended(), False),
        ([], GOAL, True),
        ([started(None)], GOAL, False),
        ([created()], GOAL_OF_DECISION, True),
        ([created(), DECIDED], GOAL_OF_DECISION, False),
        ([], DECIDED, True),
        ([created()], DECIDED, False),
        ([], DesignationRevoked(designation_id=D), True),
        ([], DesignationChanged(designation_id=D, may_know=(), channels=()), True),
        ([], DesignationEnteredInError(event_id=D), False),
        ([], InterventionEnteredInError(event_id=D), False),
    ],
)
def test_an_event_lacks_what_it_presupposes(heard: list[Fact], next_: Fact, lacks: bool) -> None:
    """Kafka gives no order across topics: an event that presupposes one not heard yet waits; nothing else does."""
    assert after(*heard).lacks(event(next_, loop=R)) is lacks


REFERRALS = [created(), accepted(), IN_PROGRESS, HELD, RESUMED, COMPLETED]
INTERVENTIONS = [
    started(),
    GOAL,
    SUB_GOAL,
    FollowUpHeld(
        intervention_id=IV, held_on="2026-12-15", decision="end", next_on="2026-12-20"
    ),
    ended(),
]  # fmt: skip


def _hear(topics: list[list[Event[Any]]], seed: int) -> Involvement:
    """The topics merged in some order, each kept in its own; what lacks something waits until it does not."""
    choice, left, waiting, known = random.Random(seed), [list(t) for t in topics], list[Event[Any]](), Involvement()  # noqa: S311
    while any(left):
        next_ = choice.choice([topic for topic in left if topic]).pop(0)
        waiting.append(next_)
        for kept in list(waiting):
            if not known.lacks(kept):
                waiting.remove(kept)
                known = known.apply(kept)
    assert not waiting
    return known


@given(st.integers(0, 10_000))
def test_every_interleaving_of_the_topics_ends_alike(seed: int) -> None:
    """I1, I5: what a service knows in the end does not depend on which topic it happened to read first."""
    topics = [
        [event(fact, loop=R, at=NOON + timedelta(hours=n), id_=UUID(int=1000 * t + n)) for n, fact in enumerate(facts)]
        for t, facts in enumerate((REFERRALS, INTERVENTIONS))
    ]
    assert _hear(topics, seed) == _hear(topics, 0)


@given(st.lists(st.sampled_from([*REFERRALS, *INTERVENTIONS, CANCELLED, DECIDED]), max_size=8))
def test_an_event_heard_again_changes_nothing(some: list[Fact]) -> None:
    """The fold may be given what it has had: it hands the same object back."""
    heard, known = list[Event[Any]](), Involvement()
    for fact in some:
        one = event(fact, loop=R)
        if not known.lacks(one):
            heard.append(one)
            known = known.apply(one)
    assert all(known.apply(again) is known for again in heard)


@given(st.lists(facts(), max_size=10))
def test_any_events_in_any_order_are_survived_and_stored(some: list[Fact]) -> None:
    """No sequence breaks the fold, and what is stored is what is read back."""
    known = Involvement()
    for fact in some:
        known = known.apply(event(fact))
        assert Involvement.load(known.dump()) == known
    for department in ("svr", "kraftcenter", "paaroerende"):
        assert not known.of(department) or known.may_read(department, NOON)


def test_nothing_stored_is_nobody_known() -> None:
    """A citizen nothing was heard of has no row, or an empty one."""
    assert Involvement.load(None) == Involvement.load("") == Involvement()
    assert not Involvement().known
    assert after(SUB_GOAL).known


def _heard(*facts: Fact) -> tuple[Involvement, list[Event[Any]]]:
    known, events = Involvement(), [event(fact, loop=R) for fact in facts]
    for one in events:
        known = known.apply(one)
    return known, events


def test_a_referral_in_error_involves_nobody() -> None:
    """R7: without an event named, the whole referral should never have been."""
    known, _ = _heard(created(), accepted(), ReferralEnteredInError(referral_id=R))
    assert known.departments() == set()
    assert known.next_owner(R) is None
    referral = known.referral(R)
    assert referral is not None
    assert referral.state == "entered-in-error"


def test_one_event_in_error_is_folded_out() -> None:
    """R7: the state is refolded without it."""
    known, events = _heard(created(), accepted(), HELD, COMPLETED)
    mended = known.apply(event(ReferralEnteredInError(referral_id=R, event_id=events[3].id), loop=R))
    referral = mended.referral(R)
    assert referral is not None
    assert referral.state == "on-hold"
    assert mended.departments() == {"socialpsykiatri", "kraftcenter"}
    again = mended.apply(events[3])
    assert again is mended


def test_a_hold_leads_back_to_what_is_left_before_it() -> None:
    """R2, R7: what was resumed to in progress is accepted where the start never was."""
    known, events = _heard(created(), accepted(), IN_PROGRESS, HELD, RESUMED)
    mended = known.apply(event(ReferralEnteredInError(referral_id=R, event_id=events[2].id), loop=R))
    referral, before = mended.referral(R), known.referral(R)
    assert before is not None
    assert referral is not None
    assert (before.state, referral.state) == ("in-progress", "accepted")
    assert [move.state for move in referral.moves] == ["requested", "accepted", "accepted", "on-hold", "accepted"]


def test_a_start_waits_for_no_second_answer() -> None:
    """R7: who started had heard of the acceptance; now that it is an error, nobody may ever answer again."""
    known, events = _heard(created(), accepted())
    mended = known.apply(event(ReferralEnteredInError(referral_id=R, event_id=events[1].id), loop=R))
    referral = mended.referral(R)
    assert referral is not None
    assert referral.state == "requested"
    assert not mended.lacks(event(started(), loop=R))
    assert mended.next_owner(R) == "kraftcenter"


def test_a_decision_in_error_grants_nothing() -> None:
    """R6, R7: `svr` is no longer involved by a grant that was an error."""
    known, events = _heard(created(to_department="svr", offer="polaris-gruppe"), DECIDED, COMPLETED)
    assert known.of("svr")
    assert not known.apply(event(ReferralEnteredInError(referral_id=R, event_id=events[1].id), loop=R)).of("svr")


def test_a_start_and_an_ending_in_error_are_folded_out() -> None:
    """R7: an ending in error runs again; a start in error never was, even where the correction is heard first."""
    known, events = _heard(started(None), ended())
    running = known.apply(event(InterventionEnteredInError(event_id=events[1].id), loop=R))
    assert running.departments() == {"kraftcenter"}
    assert running.apply(event(InterventionEnteredInError(event_id=events[0].id), loop=R)).departments() == set()
    early = Involvement().apply(event(InterventionEnteredInError(event_id=events[0].id), loop=R))
    assert early.apply(events[0]).departments() == set()


@pytest.mark.parametrize("wrong", ["start", "end and start"])
def test_nothing_waits_for_a_start_that_was_an_error(wrong: str) -> None:
    """R7: a start that waited for the answer was taken back meanwhile; what came after is heard, and runs nothing."""
    began, over = event(started(), loop=R), event(ended(), loop=R)
    known = after(created())
    assert known.lacks(began)
    for one in (over, began) if wrong == "end and start" else (began,):
        known = known.apply(event(InterventionEnteredInError(event_id=one.id), loop=R))
    known = known.apply(event(accepted(), loop=R))
    assert not known.lacks(began)
    known = known.apply(began)
    assert not known.lacks(over)
    known = known.apply(over)
    assert not known.loops.interventions[IV].running
    assert known.next_owner(R) == "kraftcenter"
    assert known.apply(began) is known
