"""The nouns and their rules: an intervention has goals, a goal has sub-goals.

A decision is a method that holds what was reported against what is known, and returns the fact to publish or raises
`Refused` (never) or `Waits` (not yet). Published, the fact is an event; what an event made of a noun is a class method
(`Intervention.started`, `Goal.set`, `SubGoal.agreed`), what it changed in one a method (`Intervention.ended`,
`SubGoal.after`).
"""

from services.kraftcenter.domain.dates import danish_date
from services.kraftcenter.domain.entitlement import let_involved_speak, let_speak, open_loops
from services.kraftcenter.domain.follow_up import Clock, FollowUp
from services.kraftcenter.domain.goal import Goal
from services.kraftcenter.domain.intervention import Intervention, InterventionState, ToolUse
from services.kraftcenter.domain.overview import GoalOverview, HistoryLine, SubGoalOverview, overview
from services.kraftcenter.domain.starting import start
from services.kraftcenter.domain.sub_goal import State, Step, SubGoal

__all__ = [
    "Clock",
    "FollowUp",
    "Goal",
    "GoalOverview",
    "HistoryLine",
    "Intervention",
    "InterventionState",
    "State",
    "Step",
    "SubGoal",
    "SubGoalOverview",
    "ToolUse",
    "danish_date",
    "let_involved_speak",
    "let_speak",
    "open_loops",
    "overview",
    "start",
]
