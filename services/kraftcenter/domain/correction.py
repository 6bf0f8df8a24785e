"""What a correction leaves: the noun as if the event had never been (R7).

All raise `Refused` where something later rests on the event: it is corrected first, the latest first of all.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from services.kraftcenter.domain.goal import Goal
from services.kraftcenter.domain.intervention import Intervention
from services.kraftcenter.domain.sub_goal import SubGoal
from shared.contracts import Refused


def without_start(intervention: Intervention, goals: Iterable[Goal], sub_goals: Iterable[SubGoal]) -> Intervention:
    """Never begun; `goals` and `sub_goals` are the citizen's."""
    worked_on = any(goal.intervention_id == intervention.id and not goal.erred for goal in goals) or any(
        sub_goal.intervention_id == intervention.id and not sub_goal.erred for sub_goal in sub_goals
    )
    if worked_on or intervention.follow_ups or intervention.tools or intervention.ended_on is not None:
        raise _rests_on()
    return replace(intervention, erred=True)


def without_end(intervention: Intervention) -> Intervention:
    """Still running, its clock as it was."""
    return replace(intervention, ended_on=None)


def without_follow_up(intervention: Intervention, event_id: UUID) -> Intervention:
    """The day agreed before, its clock and how far its silence had climbed count again."""
    last = intervention.follow_ups[-1]
    if last.event_id != event_id:
        raise _rests_on()
    return replace(intervention, follow_up_on=last.agreed_on, clock=last.clock, follow_ups=intervention.follow_ups[:-1])


def without_tool(intervention: Intervention, event_id: UUID) -> Intervention:
    """Nothing rests on the use of a tool."""
    return replace(intervention, tools=tuple(use for use in intervention.tools if use.event_id != event_id))


def without_goal(goal: Goal, sub_goals: Iterable[SubGoal]) -> Goal:
    """Never set; `sub_goals` are the citizen's."""
    if any(sub_goal.goal_id == goal.id and not sub_goal.erred for sub_goal in sub_goals):
        raise _rests_on()
    return replace(goal, erred=True)


def without_agreement(sub_goal: SubGoal) -> SubGoal:
    """Never agreed."""
    if len(sub_goal.history) > 1:
        raise _rests_on()
    return replace(sub_goal, erred=True)


def without_step(sub_goal: SubGoal, event_id: UUID) -> SubGoal:
    """In the state of the step before."""
    if sub_goal.history[-1].event_id != event_id:
        raise _rests_on()
    return replace(sub_goal, history=sub_goal.history[:-1])


def _rests_on() -> Refused:
    detail = "Noget, der er indberettet senere, bygger på hændelsen. Ret det først."
    return Refused("rests-on", detail, pointer="/data/event_id")
