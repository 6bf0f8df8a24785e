"""The nouns and their rules: an intervention has goals, a goal has sub-goals; a course has a roll of places.

A decision is a method that holds what was reported against what is known, and returns the fact to publish or raises
`Refused` (never) or `Waits` (not yet). Published, the fact is an event; what an event made of a noun is a class method
(`Intervention.started`, `Goal.set`, `SubGoal.agreed`), what it changed in one a method (`Intervention.ended`,
`SubGoal.after`), and what a correction leaves of one a function (`without_*`).
"""

from services.kraftcenter.domain.companionship import Companionship, first_start, longest
from services.kraftcenter.domain.companionship import due as companionship_due
from services.kraftcenter.domain.correction import (
    without_agreement,
    without_end,
    without_follow_up,
    without_goal,
    without_start,
    without_step,
    without_tool,
)
from services.kraftcenter.domain.course import COURSE_OWNERS, Course
from services.kraftcenter.domain.course_correction import (
    reopened,
    without_companionship,
    without_companionship_end,
    without_course_end,
    without_opening,
    without_session,
)
from services.kraftcenter.domain.dates import danish_date
from services.kraftcenter.domain.enrolment import let_referral_sign_up, let_sign_off, let_sign_up, may_know_of
from services.kraftcenter.domain.entitlement import let_involved_speak, let_speak, open_loops
from services.kraftcenter.domain.figures import Figures
from services.kraftcenter.domain.follow_up import Clock, FollowUp
from services.kraftcenter.domain.goal import Goal
from services.kraftcenter.domain.intervention import Intervention, InterventionState, ToolUse
from services.kraftcenter.domain.journal import Entry
from services.kraftcenter.domain.overview import GoalOverview, HistoryLine, SubGoalOverview, overview
from services.kraftcenter.domain.place import Place
from services.kraftcenter.domain.roll import Outcome, Roll
from services.kraftcenter.domain.starting import start
from services.kraftcenter.domain.sub_goal import State, Step, SubGoal

__all__ = [
    "COURSE_OWNERS",
    "Clock",
    "Companionship",
    "Course",
    "Entry",
    "Figures",
    "FollowUp",
    "Goal",
    "GoalOverview",
    "HistoryLine",
    "Intervention",
    "InterventionState",
    "Outcome",
    "Place",
    "Roll",
    "State",
    "Step",
    "SubGoal",
    "SubGoalOverview",
    "ToolUse",
    "companionship_due",
    "danish_date",
    "first_start",
    "let_involved_speak",
    "let_referral_sign_up",
    "let_sign_off",
    "let_sign_up",
    "let_speak",
    "longest",
    "may_know_of",
    "open_loops",
    "overview",
    "reopened",
    "start",
    "without_agreement",
    "without_companionship",
    "without_companionship_end",
    "without_course_end",
    "without_end",
    "without_follow_up",
    "without_goal",
    "without_opening",
    "without_session",
    "without_start",
    "without_step",
    "without_tool",
]
