"""All SQL of the service. Writing goes through one citizen's work; every read is for somebody, and leaves a trace."""

from services.referral.storage.erasures import PostgresErasures
from services.referral.storage.held import HELD
from services.referral.storage.index import PostgresIndex
from services.referral.storage.leftovers import LEFTOVERS
from services.referral.storage.load import load
from services.referral.storage.reads import PostgresReads
from services.referral.storage.work import ReferralStorage, ReferralWork

__all__ = [
    "HELD",
    "LEFTOVERS",
    "PostgresErasures",
    "PostgresIndex",
    "PostgresReads",
    "ReferralStorage",
    "ReferralWork",
    "load",
]
