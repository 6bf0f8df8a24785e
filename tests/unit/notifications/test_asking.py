"""What settles an ask, told case by case."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.asking import BY_POSITION, asked_in, settling
from services.notifications.domain.change import Change
from services.notifications.domain.rules import MOOT, SHIPPED
from services.notifications.domain.unread import SEE_TO_READ
from shared.contracts import (
    Event,
    Fact,
    FollowUpOverdue,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralConflict,
    ReferralEnteredInError,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralResumed,
)
from shared.contracts.involvement import Involvement
from tests.suites.notifications_story import NOON, accepted, asked, in_loop, late, rejected, started

ANNA = UUID("0192f5a0-0000-7000-8000-000000000001")
ANSWER = {"answer", "see_to_answer"}
START = {"start", "next_step", "see_to_start"}
FOLLOW_UP = {"follow_up", "see_to_follow_up"}

CREATED = asked(ANNA)
ACCEPTED, REJECTED, STARTED = accepted(CREATED), rejected(CREATED), started(CREATED)
BEGUN = (CREATED, ACCEPTED, STARTED)


def then(fact: Fact) -> Event[Any]:
    return in_loop(fact, CREATED)


REFERRAL = CREATED.correlationid
HOLD = then(ReferralPutOnHold(referral_id=REFERRAL, reason="other", until=NOON.date()))
CANCELLED = then(ReferralCancelled(referral_id=REFERRAL, reason="moved", by="sender"))
COMPLETED = then(ReferralCompleted(referral_id=REFERRAL, outcome="completed"))
ENDED = then(InterventionEnded(intervention_id=STARTED.data.intervention_id, outcome="completed", by="professional"))


def heard(*events: Event[Any]) -> Involvement:
    involvement = Involvement()
    for event in events:
        involvement = involvement.apply(event)
    return involvement


def settled(*events: Event[Any]) -> tuple[set[str], set[str]]:
    """What the last event settles, and what stands again, after all the others."""
    before = heard(*events[:-1])
    found = settling(Change(events[-1], before, before.apply(events[-1])), SHIPPED)
    return set(found.settled), set(found.again)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((CREATED, ACCEPTED), ANSWER),
        ((CREATED, REJECTED), ANSWER),
        ((CREATED, CANCELLED), ANSWER | START),
        ((CREATED, ACCEPTED, HOLD), ANSWER | START),
        (BEGUN, ANSWER | START),
        (
            (*BEGUN, then(ReferralInProgress(referral_id=REFERRAL, intervention_id=uuid4()))),
            ANSWER | START | {"resolve"},
        ),
        ((*BEGUN, ENDED), START | FOLLOW_UP | {"resolve"}),
        ((*BEGUN, ENDED, COMPLETED), ANSWER | START),
    ],
    ids=["accepted", "rejected", "cancelled", "on hold", "started", "in progress", "ended", "completed"],
)
def test_what_moves_the_turn_on_settles_what_was_asked(events: tuple[Event[Any], ...], expected: set[str]) -> None:
    """I5: another owner or another step: the step before is asked for no more. What the sender is asked after the end
    outlives the completion that follows it by itself."""
    assert settled(*events) == (expected, set())


@pytest.mark.parametrize(
    "event",
    [
        late(CREATED),
        late(CREATED, 2),
        then(FollowUpOverdue(intervention_id=uuid4(), due=NOON, level=1)),
        then(ReferralConflict(referral_id=REFERRAL, event_id=uuid4(), state="cancelled")),
        then(ReferralResumed(referral_id=REFERRAL)),
    ],
    ids=lambda event: type(event.data).__name__,
)
def test_silence_settles_nothing(event: Event[Any]) -> None:
    """R4: a clock that ran out asks again; so do a conflict and a resumption."""
    assert settled(CREATED, event) == (set(), set())


def test_a_correction_brings_back_what_can_still_be_asked() -> None:
    """R7: without the wrong rejection the answer is owed again, and nothing else; that it settled before is looked up
    by the wrong event's id."""
    wrong = then(ReferralEnteredInError(referral_id=REFERRAL, event_id=REJECTED.id))
    gone, again = settled(CREATED, REJECTED, wrong)
    assert again == ANSWER
    assert gone == BY_POSITION - ANSWER
    before = heard(CREATED, REJECTED)
    assert settling(Change(wrong, before, before.apply(wrong)), SHIPPED).wrong == {REJECTED.id}


def test_a_correction_of_something_else_leaves_the_turn_where_it_was() -> None:
    """R7: a goal set in error does not make a late follow-up done; what follows from no position it leaves alone."""
    gone, again = settled(*BEGUN, then(InterventionEnteredInError(event_id=uuid4())))
    assert again == FOLLOW_UP | {"next_step"}
    assert not gone & (again | {"see_to_notice", "read_knowledge"})


@pytest.mark.parametrize(
    ("fact", "stands"),
    [
        (InterventionEnteredInError(event_id=uuid4()), True),
        (InterventionEnteredInError(event_id=STARTED.id), False),
        (ReferralEnteredInError(referral_id=REFERRAL, event_id=CANCELLED.id), False),
    ],
    ids=["of something else", "of the start", "of the closing"],
)
def test_a_conflict_is_asked_about_until_it_is_none(fact: Fact, stands: bool) -> None:
    """R2, R7: by where the loop stands once the wrong event is taken away."""
    gone, _ = settled(*BEGUN, CANCELLED, then(fact))
    assert ("resolve" in gone) is not stands


@pytest.mark.parametrize("event_id", [None, CREATED.id], ids=["whole", "its creation"])
def test_all_that_a_whole_referral_had_settled_is_looked_up(event_id: UUID | None) -> None:
    """R7: the referral itself and its creation are one thing; another service's events are none of its own."""
    wrong = then(ReferralEnteredInError(referral_id=REFERRAL, event_id=event_id))
    before = heard(*BEGUN, CANCELLED)
    found = settling(Change(wrong, before, before.apply(wrong)), SHIPPED)
    assert found.wrong == {CREATED.id, ACCEPTED.id, CANCELLED.id}
    assert found.again == FOLLOW_UP | {"resolve"}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((CREATED,), ANSWER),
        ((CREATED, ACCEPTED), START),
        (BEGUN, FOLLOW_UP | {"next_step"}),
        ((*BEGUN, ENDED), {"reconsider"}),
        ((*BEGUN, CANCELLED), {"reconsider", "resolve"} | FOLLOW_UP),
        ((CREATED, ACCEPTED, HOLD), set()),
        ((*BEGUN, HOLD), {"resolve"} | FOLLOW_UP),
        ((CREATED, REJECTED), {"reconsider"}),
        ((CREATED, then(ReferralEnteredInError(referral_id=REFERRAL))), set()),
    ],
    ids=[
        "requested",
        "accepted",
        "running",
        "ended",
        "cancelled while running",
        "on hold",
        "held while running",
        "rejected",
        "in error",
    ],
)
def test_what_a_loop_can_ask_follows_from_where_it_stands(events: tuple[Event[Any], ...], expected: set[str]) -> None:
    """I5: the next owner's step, and nothing of the steps before."""
    loop = heard(*events).loop(REFERRAL)
    assert loop is not None
    assert asked_in(loop) == expected


def test_an_intervention_nobody_referred_to_is_followed_up() -> None:
    """I5: its loop has no referral; the provider has the turn."""
    start = in_loop(
        InterventionStarted(
            intervention_id=REFERRAL, department="kraftcenter", offer="kraftcenter-traening", follow_up_on=NOON.date()
        ),
        CREATED,
    )
    loop = heard(start).loop(REFERRAL)
    assert loop is not None
    assert asked_in(loop) == FOLLOW_UP | {"next_step"}


def test_everything_asked_can_be_settled() -> None:
    """Nobody is left with a task that nothing ends: each is settled by some event, or by reading it; and every code
    that is settled is one that is asked."""
    settling_codes = frozenset().union(*(rule.settles for rule in SHIPPED.by_type.values())) - {MOOT}
    asked = (ask.every_code for rule in SHIPPED.by_type.values() for ask in (rule.asks, rule.managers))
    assert settling_codes == frozenset({SEE_TO_READ}).union(*asked)
    assert settling_codes >= BY_POSITION
