"""The use cases: reports, referrals heard of, clocks that ran out, and reading. Each: load, decide, publish, save."""

from services.kraftcenter.domain import GoalOverview
from services.kraftcenter.handlers.companionship import (
    companionship_ran_out,
    end_companionship,
    start_companionship,
)
from services.kraftcenter.handlers.corrections import correct
from services.kraftcenter.handlers.courses import (
    CourseView,
    end_course,
    hold_session,
    open_course,
    read_course,
    read_courses,
)
from services.kraftcenter.handlers.erasure import citizen_erased, vacancy
from services.kraftcenter.handlers.follow_up_clock import follow_up_ran_out, referral_moved
from services.kraftcenter.handlers.glass import glass_broken
from services.kraftcenter.handlers.goals import agree_sub_goal, lose_sub_goal, reach_sub_goal, set_goal
from services.kraftcenter.handlers.interventions import (
    end_intervention,
    hold_follow_up,
    start_intervention,
    use_dialogue_tool,
)
from services.kraftcenter.handlers.reading import InterventionView, find_interventions, read_goals, read_intervention
from services.kraftcenter.handlers.signing_up import Answer, SignUp, sign_off, sign_up
from services.kraftcenter.ports import Courses, Look, Reads, TimerRanOut, Wanted, Work, WorkOf

__all__ = [
    "Answer",
    "CourseView",
    "Courses",
    "GoalOverview",
    "InterventionView",
    "Look",
    "Reads",
    "SignUp",
    "TimerRanOut",
    "Wanted",
    "Work",
    "WorkOf",
    "agree_sub_goal",
    "citizen_erased",
    "companionship_ran_out",
    "correct",
    "end_companionship",
    "end_course",
    "end_intervention",
    "find_interventions",
    "follow_up_ran_out",
    "glass_broken",
    "hold_follow_up",
    "hold_session",
    "lose_sub_goal",
    "open_course",
    "reach_sub_goal",
    "read_course",
    "read_courses",
    "read_goals",
    "read_intervention",
    "referral_moved",
    "set_goal",
    "sign_off",
    "sign_up",
    "start_companionship",
    "start_intervention",
    "use_dialogue_tool",
    "vacancy",
]
