"""Which silence rested on an event, told case by case."""

from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain.correction import stands, taken_back
from services.notifications.domain.told import Handled
from shared.contracts import (
    Event,
    Fact,
    FollowUpHeld,
    FollowUpOverdue,
    InterventionEnteredInError,
    ReferralEnteredInError,
    ReferralPutOnHold,
    ReferralResumed,
)
from tests.suites.notifications_story import NOON, accepted, asked, in_loop, late, started
from tests.unit.notifications.tellings import ANNA, Story

CREATED = asked(ANNA)
REFERRAL = CREATED.data.referral_id
NO_ANSWER, NO_START, NO_START_STILL = late(CREATED), late(CREATED, 1, "start"), late(CREATED, 2, "start")
ACCEPTED, STARTED = accepted(CREATED), started(CREATED)
INTERVENTION = STARTED.data.intervention_id


def then(fact: Fact, by: str | None = "kraftcenter") -> Event[Any]:
    return in_loop(fact, CREATED, by)


def wrong(event: Event[Any]) -> Event[Any]:
    if event.data.owner == "referral":
        return then(ReferralEnteredInError(referral_id=REFERRAL, event_id=event.id))
    return then(InterventionEnteredInError(event_id=event.id))


def held() -> Event[Any]:
    return then(
        FollowUpHeld(intervention_id=INTERVENTION, held_on=NOON.date(), decision="continue", next_on=NOON.date())
    )


def not_held() -> Event[Any]:
    return then(FollowUpOverdue(intervention_id=INTERVENTION, due=NOON, level=2), by=None)


HOLD = then(ReferralPutOnHold(referral_id=REFERRAL, reason="other", until=NOON.date()))
RESUMED = then(ReferralResumed(referral_id=REFERRAL))
BY_ITSELF = then(ReferralResumed(referral_id=REFERRAL), by=None)
HELD, HELD_AGAIN, FIRST, SECOND = held(), held(), not_held(), not_held()
AGAIN = accepted(CREATED)


def back(correction: Event[Any], *loop: Event[Any]) -> list[UUID]:
    """What it takes back beside the wrong event, of a loop that goes on after it."""
    handled = [Handled(event, frozenset()) for event in loop]
    ids = [h.event.id for h in taken_back(correction, handled)]
    return [id_ for id_ in ids if id_ != correction.data.event_id]


BEGUN = (CREATED, ACCEPTED, STARTED)


@pytest.mark.parametrize(
    ("event", "loop", "expected"),
    [
        (ACCEPTED, (CREATED, NO_ANSWER, ACCEPTED, NO_START, NO_START_STILL), [NO_START, NO_START_STILL]),
        (STARTED, (CREATED, ACCEPTED, NO_START, STARTED, FIRST), [FIRST]),
        (HELD, (*BEGUN, FIRST, HELD, SECOND), [SECOND]),
        (HELD_AGAIN, (*BEGUN, HELD, FIRST, HELD_AGAIN, SECOND), [SECOND]),
        (RESUMED, (CREATED, ACCEPTED, NO_START, HOLD, RESUMED, NO_START_STILL), [NO_START_STILL]),
        (RESUMED, (*BEGUN, FIRST, HOLD, RESUMED, SECOND), [SECOND]),
        (BY_ITSELF, (CREATED, ACCEPTED, HOLD, BY_ITSELF, NO_START), []),
        (HOLD, (CREATED, ACCEPTED, NO_START, HOLD), []),
        (HELD, (*BEGUN, HELD, wrong(HELD_AGAIN), FIRST), [FIRST]),
    ],
    ids=[
        "an acceptance",
        "a start",
        "a follow-up",
        "the next follow-up",
        "a resumption before the start",
        "a resumption while running",
        "a resumption by Samspil",
        "a hold",
        "another correction between",
    ],
)
def test_silence_goes_with_what_its_step_was_owed_by(
    event: Event[Any], loop: tuple[Event[Any], ...], expected: list[Event[Any]]
) -> None:
    """R4, R7: the step was never owed, so nobody was late with it; what was owed anyway stays told."""
    assert back(wrong(event), *loop) == [e.id for e in expected]


def test_silence_of_another_referral_or_after_the_correction_stays() -> None:
    """R7: the loop goes on while a correction is on its way: what is owed anew is none of its own."""
    correction = wrong(ACCEPTED)
    other = late(asked(ANNA), 1, "start")
    loop = (CREATED, ACCEPTED, NO_START, other, correction, AGAIN, NO_START_STILL)
    assert back(correction, *loop) == [NO_START.id]
    assert back(wrong(AGAIN), *loop) == [NO_START_STILL.id]


def test_silence_is_taken_back_once() -> None:
    """R7: what went with a wrong follow-up does not go with the start again."""
    assert back(wrong(STARTED), *BEGUN, FIRST, HELD, SECOND, wrong(HELD)) == [FIRST.id]


@pytest.mark.parametrize("event_id", [None, CREATED.id], ids=["the whole", "its creation"])
def test_a_whole_referral_is_its_own_services_events(event_id: UUID | None) -> None:
    """R7: the intervention on it is a fact that stands, and so does its late follow-up; its creation is all of it."""
    correction = then(ReferralEnteredInError(referral_id=REFERRAL, event_id=event_id))
    loop = (CREATED, NO_ANSWER, ACCEPTED, NO_START, STARTED, FIRST)
    handled = [Handled(event, frozenset()) for event in loop]
    assert [h.event.id for h in taken_back(correction, handled)] == [
        e.id for e in (CREATED, NO_ANSWER, ACCEPTED, NO_START)
    ]
    after = Story(*loop, correction).involvement
    assert [e for e in loop if stands(e, after)] == [STARTED, FIRST]
