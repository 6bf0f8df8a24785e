"""The use cases. Each report: load, decide, publish, save."""

from services.kraftcenter.domain import GoalOverview
from services.kraftcenter.handlers.goals import agree_sub_goal, lose_sub_goal, reach_sub_goal, set_goal
from services.kraftcenter.handlers.interventions import end_intervention, start_intervention
from services.kraftcenter.handlers.reading import InterventionView, read_goals, read_intervention
from services.kraftcenter.ports import Look, Reads, Work

__all__ = [
    "GoalOverview",
    "InterventionView",
    "Look",
    "Reads",
    "Work",
    "agree_sub_goal",
    "end_intervention",
    "lose_sub_goal",
    "reach_sub_goal",
    "read_goals",
    "read_intervention",
    "set_goal",
    "start_intervention",
]
