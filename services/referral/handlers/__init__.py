"""The use cases: reports on referrals, an intervention heard of, clocks that ran out, and reading for people."""

from services.referral.handlers.citizens import enrol_citizen, read_citizen
from services.referral.handlers.clocks import clock_ran_out
from services.referral.handlers.reading import ReferralView, find_referrals, read_referral
from services.referral.handlers.referrals import (
    accept_referral,
    cancel_referral,
    create_referral,
    intervention_started,
    reject_referral,
)
from services.referral.handlers.yearly import yearly_overview
from services.referral.ports import (
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
    "cancel_referral",
    "clock_ran_out",
    "create_referral",
    "enrol_citizen",
    "find_referrals",
    "intervention_started",
    "read_citizen",
    "read_referral",
    "reject_referral",
    "yearly_overview",
]
