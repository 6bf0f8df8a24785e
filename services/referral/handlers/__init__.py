"""The use cases: reports on referrals, interventions heard of, clocks that ran out, and reading for people."""

from services.referral.handlers.citizens import enrol_citizen, find_citizen, read_citizen, read_citizens
from services.referral.handlers.clocks import clock_ran_out
from services.referral.handlers.corrections import correct_referral
from services.referral.handlers.decisions import decide_eligibility
from services.referral.handlers.erasure import (
    ask_for_erasure,
    confirm_erasure,
    standing_erasure,
    standing_erasures,
    withdraw_erasure,
)
from services.referral.handlers.glass import glass_broken
from services.referral.handlers.hold import hold_ran_out, put_referral_on_hold, resume_referral
from services.referral.handlers.interventions import (
    companionship_ended,
    companionship_started,
    follow_up_held,
    goal_set,
    intervention_ended,
    intervention_in_error,
    intervention_started,
    place_given,
    place_released,
)
from services.referral.handlers.reading import ReferralView, find_referrals, read_referral
from services.referral.handlers.referrals import (
    accept_referral,
    cancel_referral,
    complete_referral,
    create_referral,
    fail_referral,
    reject_referral,
)
from services.referral.handlers.yearly import yearly_overview
from services.referral.ports import (
    Erasures,
    Index,
    Look,
    Overview,
    Overviews,
    Reads,
    Seen,
    SeenCitizen,
    TimerRanOut,
    Wanted,
    Work,
)

__all__ = [
    "Erasures",
    "Index",
    "Look",
    "Overview",
    "Overviews",
    "Reads",
    "ReferralView",
    "Seen",
    "SeenCitizen",
    "TimerRanOut",
    "Wanted",
    "Work",
    "accept_referral",
    "ask_for_erasure",
    "cancel_referral",
    "clock_ran_out",
    "companionship_ended",
    "companionship_started",
    "complete_referral",
    "confirm_erasure",
    "correct_referral",
    "create_referral",
    "decide_eligibility",
    "enrol_citizen",
    "fail_referral",
    "find_citizen",
    "find_referrals",
    "follow_up_held",
    "glass_broken",
    "goal_set",
    "hold_ran_out",
    "intervention_ended",
    "intervention_in_error",
    "intervention_started",
    "place_given",
    "place_released",
    "put_referral_on_hold",
    "read_citizen",
    "read_citizens",
    "read_referral",
    "reject_referral",
    "resume_referral",
    "standing_erasure",
    "standing_erasures",
    "withdraw_erasure",
    "yearly_overview",
]
