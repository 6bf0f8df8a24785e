"""Goals rest on a decision or an intervention; sub-goals on a goal."""

from typing import Any, get_args
from uuid import uuid4

import pytest

from shared.contracts import GoalSet, ReferralEnteredInError, Refused, Reporter, SubGoalAgreed
from shared.contracts.codes import GoalKind
from shared.contracts.reading import read_report_data
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, KRAFTCENTER, SEL82, SOCIALPSYKIATRI, SVR, Story, look
from tests.unit.kraftcenter.refusals import refusal


async def granted(world: FakeWorld, story: Story) -> None:
    await world.hear(story.referred(to_department="svr", offer="polaris-gruppe"))
    await world.hear(story.accepted(by="svr"))
    await world.hear(story.decided())


async def test_the_provider_sets_goals_for_its_intervention(world: FakeWorld, started: Story) -> None:
    """G1: a goal belongs to an intervention; only who runs it sets it."""
    assert (await refusal(world, started.set_goal(by=SOCIALPSYKIATRI))).problem == "not-allowed"
    assert (await refusal(world, started.set_goal(by=started.oneself))).status == 403
    assert await world.report(started.set_goal()) == "accepted"


async def test_the_authority_sets_goals_for_its_decision(world: FakeWorld, story: Story) -> None:
    """G1, R6: under SEL-85 a goal belongs to a granted decision, before any intervention; in the application's loop."""
    await granted(world, story)
    goal = story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision)
    assert await world.report(goal) == "accepted"
    (event,) = await world.published(story.citizen)
    assert event.correlationid == story.referral
    other = story.set_goal(by=SOCIALPSYKIATRI, goal_id=uuid4(), intervention_id=None, decision_id=story.decision)
    assert (await refusal(world, other)).status == 403


async def test_a_decision_that_refused_bears_no_goal(world: FakeWorld, story: Story) -> None:
    """G1: nothing follows from a decision that granted nothing."""
    await world.hear(story.referred(to_department="svr", offer="polaris-gruppe"))
    await world.hear(story.decided(granted=False))
    refused = await refusal(world, story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision))
    assert refused.errors[0].pointer == "/data/decision_id"


async def test_a_goal_for_a_decision_not_heard_of_waits(world: FakeWorld, story: Story) -> None:
    """Hearing comes before judging: the decision is the referral service's to tell."""
    await world.hear(story.referred(to_department="svr", offer="polaris-gruppe"))
    await world.hear(story.accepted(by="svr"))
    goal = story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision)
    assert await world.report(goal) == "waiting"
    await world.hear(story.decided())
    assert len(await world.published(story.citizen)) == 1


async def test_a_goal_of_the_decision_is_worked_on_in_its_intervention(world: FakeWorld, story: Story) -> None:
    """G1: sub-goals under the decision's goal are agreed in the intervention that carries the decision out."""
    await granted(world, story)
    await world.report(story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision))
    later = story.carrying_out()
    polaris: dict[str, Any] = {"offer": "polaris-gruppe", "department": "socialpsykiatri"}
    referred = later.referred(
        from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe", decision_id=story.decision
    )
    await world.hear(referred)
    await world.hear(later.accepted(by="socialpsykiatri"))
    await world.report(later.start(by=SOCIALPSYKIATRI, **polaris))
    assert (await refusal(world, later.set_goal(by=SOCIALPSYKIATRI, goal_id=uuid4()))).problem == "not-allowed"
    assert await world.report(later.agree(by=SOCIALPSYKIATRI)) == "accepted"
    assert {event.correlationid for event in await world.published(story.citizen)} == {story.referral}


async def test_a_decision_carried_out_bears_no_new_goal(world: FakeWorld, story: Story) -> None:
    """G1: a decision's goals come before any intervention on it; then they are set for that one, while it runs."""
    await granted(world, story)
    on_decision = story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision)
    later = story.carrying_out()
    referred = later.referred(
        from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe", decision_id=story.decision
    )
    for event in (referred, later.accepted(by="socialpsykiatri")):
        await world.hear(event)
    await world.report(later.start(by=SOCIALPSYKIATRI, offer="polaris-gruppe", department="socialpsykiatri"))
    refused = await refusal(world, on_decision)
    assert (refused.problem, refused.errors[0].pointer) == ("not-allowed", "/data/decision_id")
    assert await world.report(later.set_goal(by=SVR)) == "accepted"
    goal, start = reversed(await world.published(story.citizen))
    for wrong, by in ((goal, SVR), (start, SOCIALPSYKIATRI)):
        await world.report(later.correct(wrong, by=by))
    story.goal = uuid4()
    on_decision = story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision)
    assert await world.report(on_decision) == "accepted"


async def test_a_goal_of_a_corrected_decision_takes_no_new_sub_goals(world: FakeWorld, story: Story) -> None:
    """G1, R7: what should never have been decided bears nothing more; what was agreed before stands, and goes on."""
    await granted(world, story)
    await world.report(story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision))
    later = story.carrying_out()
    referred = later.referred(
        from_department="svr", to_department="socialpsykiatri", offer="polaris-gruppe", decision_id=story.decision
    )
    await world.hear(referred)
    await world.hear(later.accepted(by="socialpsykiatri"))
    await world.report(later.start(by=SOCIALPSYKIATRI, offer="polaris-gruppe", department="socialpsykiatri"))
    await world.report(later.agree(by=SOCIALPSYKIATRI))
    await world.hear(story.event(ReferralEnteredInError(referral_id=story.referral)))
    refused = await refusal(world, later.agree(by=SOCIALPSYKIATRI, sub_goal_id=uuid4()))
    assert (refused.problem, refused.errors[0].pointer) == ("not-allowed", "/data/goal_id")
    assert await world.report(later.reach(by=SOCIALPSYKIATRI)) == "accepted"


async def test_the_citizen_sees_a_goal_before_any_intervention(world: FakeWorld, story: Story) -> None:
    """G1, G3: a goal of the decision is in the citizen's overview, though nobody has begun."""
    await granted(world, story)
    await world.report(story.set_goal(by=SVR, intervention_id=None, decision_id=story.decision))
    (seen,) = await world.goals(look(story.oneself), story.citizen) or ()
    assert (seen.goal.id, seen.goal.decision_id, seen.sub_goals) == (story.goal, story.decision, [])


@pytest.mark.parametrize("kind", get_args(GoalKind))
async def test_a_goal_is_of_one_of_ffb_s_kinds(world: FakeWorld, started: Story, kind: GoalKind) -> None:
    """G1, FFB: to develop, to maintain or to limit a loss; the kind is kept, and nothing else is taken for one."""
    await world.report(started.set_goal(kind=kind))
    (seen,) = await world.goals(look(KRAFTCENTER), started.citizen) or ()
    assert seen.goal.kind == kind
    with pytest.raises(Refused) as refused:
        read_report_data(GoalSet.type, started.set_goal().data.model_dump(mode="json") | {"kind": "heal"})
    assert [error.pointer for error in refused.value.errors] == ["/data/kind"]


async def test_a_sub_goal_needs_its_goal_and_intervention(world: FakeWorld, started: Story) -> None:
    """G1: what this service should know and does not is refused, naming the field."""
    await world.report(started.set_goal())
    for name in ("goal_id", "intervention_id"):
        refused = await refusal(world, started.agree(KRAFTCENTER, **{name: uuid4()}))
        assert (refused.problem, refused.status) == ("unknown-reference", 422)
        assert refused.errors[0].pointer == f"/data/{name}"


@pytest.mark.parametrize("missing", ["measure_kind", "citizen_took_part", "goal_id"])
def test_a_sub_goal_needs_a_measure_and_whether_the_citizen_took_part(story: Story, missing: str) -> None:
    """G1: left out, the report is refused, naming the field."""
    data = story.agree().data.model_dump(mode="json", exclude={missing})
    with pytest.raises(Refused) as refused:
        read_report_data(SubGoalAgreed.type, data)
    assert [error.pointer for error in refused.value.errors] == [f"/data/{missing}"]


async def test_a_sub_goal_belongs_to_its_goal_s_intervention(world: FakeWorld, started: Story) -> None:
    """G1: a goal set for one intervention is not worked on in another."""
    other = uuid4()
    await world.report(started.start(intervention_id=other, referral_id=None, offer="kraftcenter-hjaelp"))
    await world.report(started.set_goal())
    refused = await refusal(world, started.agree(intervention_id=other))
    assert refused.errors[0].pointer == "/data/goal_id"


async def test_only_the_provider_agrees_on_sub_goals(world: FakeWorld, started: Story) -> None:
    """G1: the citizen takes part in wording it; the provider reports it."""
    await world.report(started.set_goal())
    for by in (SOCIALPSYKIATRI, started.oneself):
        assert (await refusal(world, started.agree(by=by))).problem == "not-allowed"


async def test_a_target_is_not_in_the_past(world: FakeWorld, started: Story) -> None:
    """G3: a sub-goal is measurable by a day that can still be reached when it is agreed."""
    await world.report(started.set_goal())
    assert (await refusal(world, started.agree(target_on=started.today - DAY))).errors[0].pointer == "/data/target_on"
    assert await world.report(started.agree(target_on=started.today)) == "accepted"


async def test_names_are_used_once(world: FakeWorld, started: Story) -> None:
    """The reporter names goals and sub-goals; the same name again would overwrite."""
    await world.report(started.set_goal())
    assert (await refusal(world, started.set_goal())).errors[0].pointer == "/data/goal_id"
    await world.report(started.agree())
    assert (await refusal(world, started.agree())).errors[0].pointer == "/data/sub_goal_id"


async def test_reporting_takes_involvement(world: FakeWorld, started: Story) -> None:
    """I1: a department that has nothing to do with the citizen is refused, whatever it names."""
    for report in (
        started.set_goal(by=SEL82),
        started.agree(by=SEL82),
        started.reach(by=SEL82),
        started.lose(by=SEL82),
    ):
        refused = await refusal(world, report)
        assert (refused.problem, refused.status) == ("not-involved", 403)


async def test_a_citizen_reports_on_nobody_else(world: FakeWorld, started: Story) -> None:
    """I1: a citizen's token speaks for that citizen alone, and a relative's for none."""
    stranger = Reporter("someone", "citizen", None, uuid4())
    relative = Reporter("bror", "relative", None, started.citizen, frozenset({uuid4()}))
    for by in (stranger, relative):
        assert (await refusal(world, started.reach(by=by))).problem == "not-involved"


async def test_a_citizen_nothing_was_heard_of_is_waited_for(world: FakeWorld, story: Story) -> None:
    """Hearing comes before judging: involvement with a citizen never heard of is not denied, but waited for."""
    assert await world.report(story.set_goal(by=KRAFTCENTER)) == "waiting"
    assert await world.report(story.reach(by=story.oneself)) == "waiting"
