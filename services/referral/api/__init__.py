"""Second door in: reports, and apps and people over HTTP."""

from fastapi import APIRouter

from services.referral.api import citizens, erasures, overviews, referrals
from services.referral.api.reports import reports

router = APIRouter()
router.include_router(citizens.router)
router.include_router(erasures.router)
router.include_router(referrals.router)
router.include_router(overviews.router)

__all__ = ["reports", "router"]
