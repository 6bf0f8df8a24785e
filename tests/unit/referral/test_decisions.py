"""The authority's decision on an application."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from shared.contracts import (
    EligibilityDecided,
    GoalSet,
    ReferralCancelled,
    ReferralCompleted,
    ReferralConflict,
    ReferralFailed,
    Refused,
)
from tests.fakes.referral import FakeWorld
from tests.suites.referral_story import (
    accepting,
    app,
    asking,
    citizen,
    completing,
    correcting,
    deciding,
    erred,
    failing,
    happened,
    of,
    says,
)
from tests.suites.referral_world import asked, somebody

POLARIS = {"offer": "polaris-gruppe", "to_department": "svr"}


async def application(world: FakeWorld) -> tuple[UUID, UUID]:
    """Socialpsykiatri has applied for a POLARIS group, and Visitationen has taken it on."""
    anna = await somebody(world)
    id_ = await asked(world, anna, **POLARIS)
    await world.report(says(of("svr"), anna, accepting(id_, "svr")))
    return anna, id_


@pytest.mark.parametrize("granted", [True, False])
async def test_a_decision_completes_its_application(world: FakeWorld, granted: bool) -> None:
    """R6: granted or not, the decision is what was asked for; nothing is due any more."""
    anna, id_ = await application(world)
    said = deciding(id_, granted=granted)
    decided, completed = await world.report(says(app("svr"), anna, said))
    assert decided.data == said
    assert (completed.data.referral_id, completed.data.outcome) == (id_, "completed")
    assert decided.correlationid == completed.correlationid == id_
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    assert (kept.state, kept.due, await world.timers_of(anna)) == ("completed", None, {})


async def test_on_a_granted_decision_the_authority_refers(world: FakeWorld) -> None:
    """R5, R6: `svr` refers to socialpsykiatri with the decision, in the application's loop; on a refusal it cannot."""
    anna, id_ = await application(world)
    said = deciding(id_)
    await world.report(says(of("svr"), anna, said))
    further = asking(from_department="svr", offer="polaris-gruppe", decision_id=said.decision_id)
    (created,) = await world.report(says(of("svr"), anna, further))
    assert (created.correlationid, created.data.legal_basis) == (id_, "SEL-85")

    other = FakeWorld()
    bo, id_ = await application(other)
    refusal = deciding(id_, granted=False)
    await other.report(says(of("svr"), bo, refusal))
    further = asking(from_department="svr", offer="polaris-gruppe", decision_id=refusal.decision_id)
    with pytest.raises(Refused) as no:
        await other.report(says(of("svr"), bo, further))
    assert no.value.problem == "not-allowed"


async def test_only_the_authority_decides(world: FakeWorld) -> None:
    """R6: nobody else, the citizen and the applicant included."""
    anna, id_ = await application(world)
    for who in (of("socialpsykiatri"), of("kraftcenter"), citizen(anna)):
        with pytest.raises(Refused) as no:
            await world.report(says(who, anna, deciding(id_)))
        assert no.value.status == 403


async def test_only_an_accepted_application_is_decided(world: FakeWorld) -> None:
    """R6: not one still unanswered, nor closed, nor a referral that asks for no decision; and once."""
    anna, id_ = await application(world)
    fresh = await asked(world, anna, **POLARIS)
    closed = await asked(world, anna, **POLARIS)
    await world.report(says(of("svr"), anna, accepting(closed, "svr")))
    await world.report(says(of("svr"), anna, failing(closed)))
    await world.report(says(of("svr"), anna, deciding(id_)))
    for other in (fresh, closed, id_):
        with pytest.raises(Refused) as no:
            await world.report(says(of("svr"), anna, deciding(other)))
        assert no.value.problem == "illegal-move"
    plain = await asked(world, anna)
    with pytest.raises(Refused) as no:
        await world.report(says(of("svr"), anna, deciding(plain)))
    assert (no.value.problem, [e.pointer for e in no.value.errors]) == ("not-allowed", ["/data/referral_id"])


async def test_an_application_is_completed_by_its_decision_alone(world: FakeWorld) -> None:
    """R6: nobody says that an application is done; it is decided, given up or cancelled."""
    anna, id_ = await application(world)
    with pytest.raises(Refused) as no:
        await world.report(says(of("svr"), anna, completing(id_)))
    assert no.value.problem == "illegal-move"
    legal = set(no.value.legal_moves or ())
    assert {EligibilityDecided.type, ReferralFailed.type, ReferralCancelled.type} <= legal
    assert ReferralCompleted.type not in legal
    (failed,) = await world.report(says(of("svr"), anna, failing(id_)))
    assert failed.type == ReferralFailed.type


@pytest.mark.parametrize(
    ("data", "pointer"),
    [({"offer": "polaris-doegn"}, "/data/offer"), ({"assessed_on": date(2026, 11, 24)}, "/data/assessed_on")],
)
async def test_a_decision_fits_its_application(world: FakeWorld, data: dict[str, object], pointer: str) -> None:
    """R6: on the offer applied for, after an assessment that has been made, by the Danish calendar."""
    anna, id_ = await application(world)
    with pytest.raises(Refused) as no:
        await world.report(says(of("svr"), anna, deciding(id_, **data)))
    assert [error.pointer for error in no.value.errors] == [pointer]
    world.now = datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert len(await world.report(says(of("svr"), anna, deciding(id_, assessed_on=date(2026, 11, 24))))) == 2


async def test_a_decisions_id_is_new(world: FakeWorld) -> None:
    """The reporter names the decision; a name that is taken would be another's."""
    anna, id_ = await application(world)
    second = await asked(world, anna, **POLARIS)
    await world.report(says(of("svr"), anna, accepting(second, "svr")))
    said = deciding(id_)
    await world.report(says(of("svr"), anna, said))
    with pytest.raises(Refused) as no:
        await world.report(says(of("svr"), anna, deciding(second, decision_id=said.decision_id)))
    assert (no.value.problem, [e.pointer for e in no.value.errors]) == ("already-exists", ["/data/decision_id"])


async def test_a_decision_made_in_error_opens_its_application_again(world: FakeWorld) -> None:
    """R6, R7: by `svr`; what completed the application goes with it, and nobody can be referred on it any more."""
    anna, id_ = await application(world)
    before = await world.referral_of(anna, id_)
    said = deciding(id_)
    decided, completed = await world.report(says(of("svr"), anna, said))
    with pytest.raises(Refused) as no:
        await world.report(says(of("socialpsykiatri"), anna, correcting(id_, decided.id)))
    assert no.value.status == 403
    told = await world.report(says(of("svr", "manager"), anna, correcting(id_, decided.id)))
    assert [(event.data.event_id, event.department) for event in told] == [(decided.id, "svr"), (completed.id, None)]
    after = await world.referral_of(anna, id_)
    assert before is not None
    assert after is not None
    assert (after.position, await world.timers_of(anna)) == (before.position, {("start", id_): before.due})
    further = asking(from_department="svr", offer="polaris-gruppe", decision_id=said.decision_id)
    with pytest.raises(Refused):
        await world.report(says(of("svr"), anna, further))
    assert len(await world.report(says(of("svr"), anna, deciding(id_)))) == 2


@pytest.mark.parametrize("whole", [False, True])
async def test_a_goal_for_a_decision_taken_back_is_asked_about(world: FakeWorld, whole: bool) -> None:
    """G1, R2: set before kraftcenter heard of the error, it rests on nothing: both sides are to sort it out."""
    anna, id_ = await application(world)
    said = deciding(id_)
    event, _ = await world.report(says(of("svr"), anna, said))
    by, wrong = ("socialpsykiatri", None) if whole else ("svr", event.id)
    await world.report(says(of(by), anna, correcting(id_, wrong)))
    goal = happened(GoalSet(goal_id=uuid4(), decision_id=said.decision_id, themes=(), kind="develop"), anna, id_)
    (conflict,) = await world.hear(goal)
    state = "entered-in-error" if whole else "accepted"
    assert conflict.data == ReferralConflict(referral_id=id_, event_id=goal.id, state=state)
    assert conflict.correlationid == id_
    if not whole:
        # The goal holds nothing up: decided anew, that decision can be taken back as well.
        again, _ = await world.report(says(of("svr"), anna, deciding(id_)))
        assert len(await world.report(says(of("svr"), anna, correcting(id_, again.id)))) == 2


async def test_a_decision_a_goal_was_set_for_stands(world: FakeWorld) -> None:
    """G1, R7: the goal rests on it; once the goal is taken back, so can the decision be."""
    anna, id_ = await application(world)
    said = deciding(id_)
    decided, _ = await world.report(says(of("svr"), anna, said))
    fact = GoalSet(goal_id=uuid4(), decision_id=said.decision_id, themes=("relationer",), kind="develop")
    goal = happened(fact, anna, id_)
    assert await world.hear(goal) == []
    for who, wrong in ((of("svr"), decided.id), (of("socialpsykiatri"), None)):
        with pytest.raises(Refused) as no:
            await world.report(says(who, anna, correcting(id_, wrong)))
        assert no.value.problem == "rests-on"
    assert await world.hear(erred(goal)) == []
    assert await world.report(says(of("svr"), anna, correcting(id_, decided.id)))


async def test_a_decision_somebody_was_referred_on_stands(world: FakeWorld) -> None:
    """R7: the referral rests on it; once that is taken back, so can the decision be, and with it the application."""
    anna, id_ = await application(world)
    said = deciding(id_)
    decided, _ = await world.report(says(of("svr"), anna, said))
    further = asking(from_department="svr", offer="polaris-gruppe", decision_id=said.decision_id, referral_id=uuid4())
    await world.report(says(of("svr"), anna, further))
    for who, wrong in ((of("svr"), decided.id), (of("socialpsykiatri"), None)):
        with pytest.raises(Refused) as no:
            await world.report(says(who, anna, correcting(id_, wrong)))
        assert (no.value.problem, no.value.status) == ("rests-on", 422)
    await world.report(says(of("svr"), anna, correcting(further.referral_id)))
    assert await world.report(says(of("socialpsykiatri"), anna, correcting(id_)))
