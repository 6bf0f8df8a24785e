"""Which relatives are told of an event, and whom a correction reaches."""

from datetime import UTC, timedelta
from uuid import uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain.told import Handled
from shared.contracts import (
    DesignationEnteredInError,
    DesignationRevoked,
    ReferralCancelled,
    ReferralEnteredInError,
)
from tests.suites.notifications_story import (
    NOON,
    accepted,
    asked,
    designating,
    happened,
    reached,
    started,
)
from tests.unit.notifications.tellings import (
    ANNA,
    CITIZEN,
    KRAFTCENTER,
    SOCIALPSYKIATRI,
    TEAM,
    Story,
    to_loop,
    told,
    why_not,
)


def test_the_relatives_team_hears_of_its_own_loops_only() -> None:
    """I2: involved by a loop of its own, it hears of that one; of another only what a designation names."""
    its = asked(ANNA, from_department="sel82", offer="paaroerende-vejledning")
    other = asked(ANNA)
    story = Story(its)
    telling = story.tells(other)
    assert TEAM not in told(telling)
    assert why_not(telling)[TEAM] == "not_party"
    cancelled = ReferralCancelled(referral_id=its.correlationid, reason="other", by="citizen")
    assert TEAM in told(story.tells(to_loop(cancelled, its)))


def test_two_relatives_are_told_and_their_team_once() -> None:
    """P1: each designation that names the type and, once, the relatives' team."""
    created = asked(ANNA)
    start = started(created)
    first, second = to_loop(designating(), created), to_loop(designating(), created)
    telling = Story(created, accepted(created), start, first, second).tells(reached(start))
    relatives = [to.relative(ANNA, d.data.designation_id) for d in (first, second)]
    assert told(telling) == {SOCIALPSYKIATRI: None, TEAM: None, CITIZEN: None, relatives[0]: None, relatives[1]: None}
    assert len(telling.told) == 5


@pytest.mark.parametrize("how", ["not_named", "before_designation", "revoked", "entered_in_error", "no_channel"])
def test_a_relative_is_not_told(how: str) -> None:
    """P1, P2, R7: not named, earlier than the designation, revoked, designated in error, or not reachable as it says;
    each with its reason."""
    created = asked(ANNA)
    start = started(created)
    named = "henvisning.oprettet" if how == "not_named" else "delmaal.naaet"
    fact = designating(named, channels=("webhook",) if how == "no_channel" else ("inbox",))
    designated = to_loop(fact, created, at=NOON)
    story = Story(created, accepted(created), start, designated)
    if how == "entered_in_error":
        story.tells(to_loop(DesignationEnteredInError(event_id=designated.id), created))
    if how == "revoked":
        story.tells(to_loop(DesignationRevoked(designation_id=fact.designation_id), created))
    goal = reached(start, at=NOON - timedelta(minutes=1) if how == "before_designation" else NOON)
    telling = story.tells(goal)
    assert why_not(telling)[to.relative(ANNA, fact.designation_id)] == how
    assert (TEAM in told(telling)) == (how == "no_channel")


def test_a_designation_is_told_to_itself_the_team_and_the_citizen() -> None:
    """The catalogue's "rel C D(itself)": nobody involved hears of it, and no other relative."""
    created = asked(ANNA)
    other = to_loop(designating("delmaal.naaet"), created)
    fact = designating()
    telling = Story(created, other).tells(happened(fact, ANNA, uuid4(), by="kraftcenter"))
    assert set(told(telling)) == {TEAM, CITIZEN, to.relative(ANNA, fact.designation_id)}


def test_a_correction_reaches_everyone_the_original_reached() -> None:
    """R7: relatives included; who was revoked since counts as withheld."""
    created = asked(ANNA)
    stands, fell = designating(), designating()
    story = Story(created, to_loop(stands, created), to_loop(fell, created))
    story.tells(to_loop(DesignationRevoked(designation_id=fell.designation_id), created))
    sister, friend = to.relative(ANNA, stands.designation_id), to.relative(ANNA, fell.designation_id)
    original = Handled(created, frozenset({KRAFTCENTER, CITIZEN, sister, friend}))
    wrong = ReferralEnteredInError(referral_id=created.correlationid)
    telling = story.tells(to_loop(wrong, created, by="socialpsykiatri"), original)
    assert set(told(telling)) == {KRAFTCENTER, CITIZEN, sister}
    assert why_not(telling) == {friend: "revoked"}


def test_times_are_compared_as_moments() -> None:
    """I2: an event registered at the very moment of the designation is not earlier than it."""
    created = asked(ANNA)
    start = started(created)
    same_moment = reached(start, at=NOON.astimezone(UTC))
    story = Story(created, accepted(created), start, to_loop(designating(), created, at=NOON))
    assert TEAM in told(story.tells(same_moment))
