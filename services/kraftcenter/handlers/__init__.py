"""The use cases: reports, referrals heard of, clocks that ran out, and reading. Each: load, decide, publish, save."""

from services.kraftcenter.domain import GoalOverview
from services.kraftcenter.handlers.follow_up_clock import follow_up_ran_out, referral_moved
from services.kraftcenter.handlers.goals import agree_sub_goal, lose_sub_goal, reach_sub_goal, set_goal
from services.kraftcenter.handlers.interventions import (
    end_intervention,
    hold_follow_up,
    start_intervention,
    use_dialogue_tool,
)
from services.kraftcenter.handlers.reading import InterventionView, read_goals, read_intervention
from services.kraftcenter.ports import Look, Reads, TimerRanOut, Work

__all__ = [
    "GoalOverview",
    "InterventionView",
    "Look",
    "Reads",
    "TimerRanOut",
    "Work",
    "agree_sub_goal",
    "end_intervention",
    "follow_up_ran_out",
    "hold_follow_up",
    "lose_sub_goal",
    "reach_sub_goal",
    "read_goals",
    "read_intervention",
    "referral_moved",
    "set_goal",
    "start_intervention",
    "use_dialogue_tool",
]
