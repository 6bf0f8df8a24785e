"""Goals and sub-goals: set, agreed, reached and lost."""

from typing import TypeVar
from uuid import UUID

from services.kraftcenter.domain import Goal, SubGoal, danish_date, let_involved_speak, let_speak
from services.kraftcenter.handlers.follow_up_clock import keep
from services.kraftcenter.handlers.references import intervention_of, must_be_new, standing
from services.kraftcenter.handlers.telling import tell
from services.kraftcenter.ports import Work
from shared.contracts import (
    GoalSet,
    Refused,
    Report,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
    Waits,
)
from shared.contracts.codes import AUTHORITY

R = TypeVar("R", SubGoalReached, SubGoalLost)


async def set_goal(report: Report[GoalSet], work: Work) -> None:
    """G1: a goal is set, for an intervention or already for the decision that will open one."""
    loop = _basis(report, work)
    must_be_new(work.goals, report.data.goal_id, "/data/goal_id")
    goal = Goal.set(tell(report, report.data, loop, work, about=report.data.goal_id))
    work.goals.save(goal.id, goal)


async def agree_sub_goal(report: Report[SubGoalAgreed], work: Work) -> None:
    """G1: the citizen and the provider agree on a step towards a goal."""
    asked = report.data
    intervention = intervention_of(report, asked.intervention_id, work)
    must_be_new(work.sub_goals, asked.sub_goal_id, "/data/sub_goal_id")
    goal = standing(work.goals, asked.goal_id, "/data/goal_id")
    let_speak(report, intervention.department)
    intervention.must_run()
    decision = None if goal.decision_id is None else work.involvement.decision(goal.decision_id)
    still_decided = goal.decision_id is None or (decision is not None and decision.stands)
    fact = goal.agree(asked, intervention, danish_date(report.time), still_decided=still_decided)
    sub_goal = SubGoal.agreed(tell(report, fact, intervention.loop, work, about=fact.sub_goal_id))
    work.sub_goals.save(sub_goal.id, sub_goal)
    keep(intervention, intervention, work)


async def reach_sub_goal(report: Report[SubGoalReached], work: Work) -> None:
    """G2: the sub-goal is reached, for the first time or again."""
    sub_goal = _sub_goal(report, work)
    fact = sub_goal.reach(report.data, today=danish_date(work.now))
    work.sub_goals.save(sub_goal.id, sub_goal.after(tell(report, fact, sub_goal.loop, work, about=sub_goal.id)))


async def lose_sub_goal(report: Report[SubGoalLost], work: Work) -> None:
    """G2: what was reached is lost again."""
    sub_goal = _sub_goal(report, work)
    fact = sub_goal.lose(report.data, today=danish_date(work.now))
    work.sub_goals.save(sub_goal.id, sub_goal.after(tell(report, fact, sub_goal.loop, work, about=sub_goal.id)))


def _basis(report: Report[GoalSet], work: Work) -> UUID:
    """The loop of what the goal rests on, where the reporter is the one who sets goals for it.

    A decision bears goals until an intervention that carries it out has begun; then that one does.
    """
    asked = report.data
    if asked.intervention_id is not None:
        intervention = intervention_of(report, asked.intervention_id, work)
        let_speak(report, intervention.goals_set_by)
        intervention.must_run()
        return intervention.loop
    let_involved_speak(report, work.involvement)
    decision = None if asked.decision_id is None else work.involvement.decision(asked.decision_id)
    if decision is None:
        raise Waits
    let_speak(report, AUTHORITY)
    if not decision.stands:
        raise Refused("not-allowed", "Afgørelsen bevilger ikke en indsats.", pointer="/data/decision_id")
    if any(begun.loop == decision.loop and not begun.erred for begun in work.interventions):
        # Else a goal could be set where its intervention takes none any more.
        detail = "Indsatsen på afgørelsen er begyndt: sæt målet for den."
        raise Refused("not-allowed", detail, pointer="/data/decision_id")
    return decision.loop


def _sub_goal(report: Report[R], work: Work) -> SubGoal:
    """The sub-goal reported on, by its provider or by the citizen."""
    named = report.data
    intervention = intervention_of(report, named.intervention_id, work)
    sub_goal = standing(work.sub_goals, named.sub_goal_id, "/data/sub_goal_id")
    if named.goal_id != sub_goal.goal_id:
        raise Refused("unknown-reference", "Delmålet hører til et andet mål.", pointer="/data/goal_id")
    if intervention.id != sub_goal.intervention_id:
        raise Refused("unknown-reference", "Delmålet hører til en anden indsats.", pointer="/data/intervention_id")
    let_speak(report, intervention.department, or_citizen=True)
    intervention.must_run()
    if report.reporter.role == "citizen" and named.informant != "citizen":
        raise Refused("invalid-data", "En borger taler for sig selv.", pointer="/data/informant")
    keep(intervention, intervention, work)
    return sub_goal
