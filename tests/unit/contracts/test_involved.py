"""Who is involved, who may read and whose move it is."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import (
    CitizenErased,
    EligibilityDecided,
    Fact,
    InterventionEnded,
    InterventionStarted,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralCreated,
    ReferralFailed,
    ReferralInProgress,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
)
from shared.contracts.involvement import Involvement
from tests.unit.contracts.builders import NOON, event

R, D, IV, R2 = (UUID(int=n) for n in (11, 12, 13, 14))
YEAR = timedelta(days=365)


def created(**changes: Any) -> ReferralCreated:
    whole: dict[str, Any] = {
        "referral_id": R,
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "priority": "routine",
        "themes": (),
        "origin": "professional",
    }
    return ReferralCreated(**{**whole, **changes})


def accepted(referral_id: UUID = R) -> ReferralAccepted:
    return ReferralAccepted(referral_id=referral_id, by_department="kraftcenter")


def started(referral_id: UUID | None = R, **changes: Any) -> InterventionStarted:
    whole: dict[str, Any] = {"department": "kraftcenter", "offer": "kraftcenter-traening", "follow_up_on": "2027-02-01"}
    return InterventionStarted(intervention_id=IV, referral_id=referral_id, **{**whole, **changes})


def ended() -> InterventionEnded:
    return InterventionEnded(intervention_id=IV, outcome="completed", by="professional")


def after(*facts: Fact, loop: UUID = R) -> Involvement:
    """What a service knows once it has heard these, an hour apart, all on one loop."""
    known = Involvement()
    for hour, fact in enumerate(facts):
        known = known.apply(event(fact, loop=loop, at=NOON + timedelta(hours=hour)))
    return known


BOTH = {"socialpsykiatri", "kraftcenter"}
REJECTED = ReferralRejected(referral_id=R, by_department="kraftcenter", reason="no_capacity")
HELD = ReferralPutOnHold(referral_id=R, reason="other", until="2026-12-01")
RESUMED = ReferralResumed(referral_id=R)
IN_PROGRESS = ReferralInProgress(referral_id=R, intervention_id=IV)
COMPLETED = ReferralCompleted(referral_id=R, outcome="completed")
FAILED = ReferralFailed(referral_id=R, reason="moved")
CANCELLED = ReferralCancelled(referral_id=R, reason="citizen_declined", by="citizen")


@pytest.mark.parametrize(
    ("facts", "involved", "next_owner"),
    [
        ([created()], BOTH, "kraftcenter"),
        ([created(), accepted()], BOTH, "kraftcenter"),
        ([created(), accepted(), HELD], BOTH, "kraftcenter"),
        ([created(), accepted(), HELD, RESUMED], BOTH, "kraftcenter"),
        ([created(), accepted(), started(), IN_PROGRESS], BOTH, "kraftcenter"),
        ([created(), accepted(), IN_PROGRESS, started()], BOTH, "kraftcenter"),
        ([created(), accepted(), started(), IN_PROGRESS, ended()], BOTH, "socialpsykiatri"),
        ([created(), accepted(), started(), IN_PROGRESS, ended(), COMPLETED], set(), "socialpsykiatri"),
        ([created(), REJECTED], set(), "socialpsykiatri"),
        ([created(), accepted(), FAILED], set(), "socialpsykiatri"),
        ([created(), CANCELLED], set(), "socialpsykiatri"),
        ([created(), CANCELLED, started()], {"kraftcenter"}, "socialpsykiatri"),
        ([created(from_department=None, origin="self")], {"kraftcenter"}, "kraftcenter"),
        ([created(from_department=None, origin="self"), REJECTED], set(), None),
        ([started(None)], {"kraftcenter"}, "kraftcenter"),
        ([started(None), ended()], set(), None),
    ],
)
def test_involved_and_next_owner(facts: list[Fact], involved: set[str], next_owner: str | None) -> None:
    """I1, I5: parties of open referrals and who runs an intervention; the next step is one department's or nobody's."""
    known = after(*facts)
    assert known.departments() == involved
    assert known.next_owner(R) == next_owner
    assert all(known.of(department) for department in involved)
    assert not known.of("sel82")
    assert not known.of(None)


def _granted(granted: bool = True) -> EligibilityDecided:
    return EligibilityDecided(
        decision_id=D, referral_id=R, offer="polaris-gruppe", legal_basis="SEL-85", granted=granted,
        assessed_on="2026-11-20",
    )  # fmt: skip


APPLICATION = created(from_department="kraftcenter", to_department="svr", offer="polaris-gruppe")
UNDER_DECISION = created(
    referral_id=R2, from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe", decision_id=D
)


def test_the_authority_is_involved_from_a_grant_until_the_loop_closes() -> None:
    """I1: `svr` also from a granted decision until that loop closes; a refusal involves it no longer."""
    decided = after(APPLICATION, accepted(), _granted(), COMPLETED)
    assert decided.departments() == {"svr"}
    referred = decided.apply(event(UNDER_DECISION, loop=R))
    assert referred.departments() == {"svr", "socialpsykiatri"}
    in_progress = referred.apply(event(accepted(R2), loop=R)).apply(
        event(started(R2, department="socialpsykiatri", offer="polaris-gruppe"), loop=R)
    )
    done = in_progress.apply(event(ReferralCompleted(referral_id=R2, outcome="completed"), loop=R))
    assert done.departments() == {"svr", "socialpsykiatri"}
    assert done.apply(event(ended(), loop=R)).departments() == set()
    assert after(APPLICATION, accepted(), _granted(granted=False), COMPLETED).departments() == set()


def test_a_second_referral_on_a_decision_is_a_matter_of_its_own() -> None:
    """I5: the intervention that ended was the first one's; of the second, accepted, the receiver has the next step."""
    again, iv = uuid4(), uuid4()
    polaris: dict[str, Any] = {"department": "socialpsykiatri", "offer": "polaris-gruppe"}
    known = after(APPLICATION, accepted(), _granted(), COMPLETED, UNDER_DECISION, accepted(R2), started(R2, **polaris))
    done = ReferralCompleted(referral_id=R2, outcome="completed")
    second = UNDER_DECISION.model_copy(update={"referral_id": again})
    for fact in (ended(), done, second, accepted(again)):
        known = known.apply(event(fact, loop=R))
    assert known.next_owner(R) == "socialpsykiatri"
    start = started(again, **polaris).model_copy(update={"intervention_id": iv})
    known = known.apply(event(start, loop=R))
    assert known.next_owner(R) == "socialpsykiatri"
    over = InterventionEnded(intervention_id=iv, outcome="completed", by="professional")
    assert known.apply(event(over, loop=R)).next_owner(R) == "svr"


def test_one_loop_holds_the_application_and_what_follows_it() -> None:
    """The loop is the application's: all who had to do with it are parties, the last referral says who is next."""
    known = after(APPLICATION, accepted(), _granted(), COMPLETED, UNDER_DECISION)
    loop = known.loop(R)
    assert loop is not None
    assert known.parties(R) == {"kraftcenter", "svr", "socialpsykiatri"}
    assert (loop.sender, loop.receiver, loop.provider) == ("svr", "socialpsykiatri", None)
    assert known.next_owner(R) == "socialpsykiatri"
    assert known.loop(uuid4()) is None
    assert known.parties(uuid4()) == frozenset()
    assert known.next_owner(uuid4()) is None


@pytest.mark.parametrize(
    ("offer", "origin", "quiet"),
    [
        ("kraftcenter-traening", "self", True),
        ("peer-gruppe", "self", True),
        ("polaris-gruppe", "self", False),
        ("kraftcenter-traening", "professional", False),
        ("paaroerende-netvaerk", "relative", False),
    ],
)
def test_a_self_referral_without_assessment_is_quiet(offer: str, origin: str, quiet: bool) -> None:
    """I2: the loop of a self-referral to an offer without assessment is told to its receiver and the citizen only."""
    loop = after(created(offer=offer, origin=origin, from_department=None), accepted(), started()).loop(R)
    assert loop is not None
    assert (loop.quiet, loop.origin) == (quiet, origin)


def test_a_party_reads_for_ninety_days_after_the_loop_closed() -> None:
    """I1: sender, receiver and provider, and nobody else; the window is configuration."""
    known = after(created(), REJECTED)
    closed = NOON + timedelta(hours=1)
    loop = known.loop(R)
    assert loop is not None
    assert loop.closed_at == closed
    for department, last in (("socialpsykiatri", True), ("kraftcenter", True), ("svr", False)):
        assert known.may_read(department, closed + timedelta(days=89)) is last
        assert not known.may_read(department, closed + timedelta(days=90))
        assert known.may_read_loop(department, R, closed) is last
        assert not known.may_read(department, closed + timedelta(days=8), after_closing=timedelta(days=7))
    assert not known.may_read_loop("kraftcenter", uuid4(), closed)
    assert not known.may_read(None, closed)


def test_an_open_loop_is_read_however_old() -> None:
    """I1: what is open has no last day."""
    known = after(created(), accepted(), started())
    assert known.may_read("socialpsykiatri", NOON + YEAR)
    assert known.may_read_loop("kraftcenter", R, NOON + YEAR)
    assert not known.may_read("svr", NOON)


def test_the_pieces_can_be_looked_up() -> None:
    """A service finds the loop of a referral, an intervention or a decision by its id."""
    known = after(APPLICATION, accepted(), _granted(), started())
    referral, intervention, decision = known.referral(R), known.intervention(IV), known.decision(D)
    assert referral is not None
    assert intervention is not None
    assert decision is not None
    assert {referral.loop, intervention.loop, decision.loop} == {R}
    assert known.referral(IV) is None
    assert known.intervention(R) is None
    assert known.decision(R) is None


def test_an_erased_citizen_is_forgotten_for_good() -> None:
    """V3: late events and replays rebuild nothing."""
    erased = after(created(), accepted()).apply(event(CitizenErased()))
    assert erased.erased
    assert erased.known
    assert erased.apply(event(created())) is erased
    assert erased.departments() == set()
    assert not erased.may_read("kraftcenter", NOON)
    assert not erased.lacks(event(accepted(uuid4())))
