"""Reading opens no more than telling does."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from services.kraftcenter.domain import open_loops
from shared.contracts import CitizenErased, Event, InterventionEnded, ReferralCompleted, Reporter
from shared.contracts.involvement import Involvement
from tests.suites.kraftcenter_story import KRAFTCENTER, RELATIVES_TEAM, SEL82, SOCIALPSYKIATRI, Story


def heard(*events: Event[Any]) -> Involvement:
    citizen = Involvement()
    for event in events:
        citizen = citizen.apply(event)
    return citizen


def loop_of(story: Story, **changes: Any) -> list[Event[Any]]:
    """Referred, accepted, started."""
    return [story.referred(**changes), story.accepted(), story.event(story.start().data)]


def relatives_loop(story: Story) -> list[Event[Any]]:
    """The relatives' team runs something of its own for the same citizen, referred by sel82."""
    offer = {"offer": "paaroerende-netvaerk", "to_department": "paaroerende", "from_department": "sel82"}
    start = story.start(department="paaroerende", offer="paaroerende-netvaerk")
    return [story.referred(**offer), story.accepted(by="paaroerende"), story.event(start.data)]


def test_an_involved_department_sees_the_citizens_other_loops() -> None:
    """I2: what every involved department is told, each of them can read."""
    one = Story()
    other = Story(now=one.now, citizen=one.citizen)
    citizen = heard(*loop_of(one), *relatives_loop(other))
    for reader in (KRAFTCENTER, SOCIALPSYKIATRI, SEL82):
        assert open_loops(reader, one.citizen, citizen, one.now) == [one.referral, other.referral]


def test_the_relatives_team_sees_its_own_loops_alone() -> None:
    """I2: beyond a standing designation, `paaroerende` is told only of loops it is itself a party to."""
    one = Story()
    other = Story(now=one.now, citizen=one.citizen)
    citizen = heard(*loop_of(one), *relatives_loop(other))
    assert open_loops(RELATIVES_TEAM, one.citizen, citizen, one.now) == [other.referral]


def test_a_self_referral_without_assessment_stays_between_two() -> None:
    """I2: the loop of a self-referral to an offer without assessment is its receiver's and the citizen's only."""
    one = Story()
    other = Story(now=one.now, citizen=one.citizen)
    citizen = heard(*loop_of(one, from_department=None, origin="self"), *relatives_loop(other))
    assert open_loops(SEL82, one.citizen, citizen, one.now) == [other.referral]
    assert open_loops(KRAFTCENTER, one.citizen, citizen, one.now) == [one.referral, other.referral]
    assert open_loops(one.oneself, one.citizen, citizen, one.now) == [one.referral, other.referral]


def test_a_closed_loop_is_read_by_its_parties_for_ninety_days() -> None:
    """I1: sender, receiver and provider, and that loop only; then nobody but the citizen."""
    one = Story()
    other = Story(now=one.now, citizen=one.citizen)
    ended = InterventionEnded(intervention_id=one.intervention, outcome="completed", by="professional")
    done = ReferralCompleted(referral_id=one.referral, outcome="completed")
    citizen = heard(*loop_of(one), *relatives_loop(other), one.event(ended), one.event(done))
    soon, late = one.now + timedelta(days=89), one.now + timedelta(days=91)
    assert open_loops(SOCIALPSYKIATRI, one.citizen, citizen, soon) == [one.referral]
    assert open_loops(SOCIALPSYKIATRI, one.citizen, citizen, late) is None
    assert open_loops(one.oneself, one.citizen, citizen, late) == [one.referral, other.referral]


def test_nobody_else_looks_at_the_citizen() -> None:
    """I1: other departments, other citizens, relatives and operators have no way in."""
    one = Story()
    citizen = heard(*loop_of(one))
    relative = Reporter("bror", "relative", None, one.citizen, frozenset({uuid4()}))
    for reader in (SEL82, RELATIVES_TEAM, Story().oneself, relative, Reporter("drift", "operator")):
        assert open_loops(reader, one.citizen, citizen, one.now) is None


def test_only_people_break_the_glass() -> None:
    """V2: a reason opens the door to a coordinator or manager; never to an app, a relative or operations."""
    one = Story()
    citizen = heard(*loop_of(one))
    for role, department in (("coordinator", "sel82"), ("manager", "svr")):
        reader = Reporter("nogen", role, department)  # type: ignore[arg-type]
        assert open_loops(reader, one.citizen, citizen, one.now, breaks_the_glass=True) == [one.referral]
    for reader in (SEL82, Reporter("drift", "operator"), Reporter("bror", "relative", None, one.citizen)):
        assert open_loops(reader, one.citizen, citizen, one.now, breaks_the_glass=True) is None


def test_of_nobody_and_of_who_is_erased_there_is_nothing_to_open() -> None:
    """V2, V3: whoever breaks the glass on a made-up id, or on one that is erased, is told as of somebody else's."""
    one = Story()
    nobody, erased = heard(), heard(*loop_of(one), one.event(CitizenErased()))
    for citizen in (nobody, erased):
        for role in ("coordinator", "manager"):
            reader = Reporter("nogen", role, "kraftcenter")
            assert open_loops(reader, one.citizen, citizen, one.now, breaks_the_glass=True) is None
        assert open_loops(one.oneself, one.citizen, citizen, one.now) == []


def test_a_department_is_stood_for_by_its_people_and_apps_alone() -> None:
    """I1: an operator's or relative's token that carries a department opens nothing of that department's."""
    one = Story()
    citizen = heard(*loop_of(one))
    for role in ("operator", "relative"):
        reader = Reporter("nogen", role, "kraftcenter")
        assert open_loops(reader, one.citizen, citizen, one.now) is None
