"""Second door in: reports, from apps and people, and reading for people."""

from fastapi import APIRouter

from services.kraftcenter.api import citizens
from services.kraftcenter.api.reports import reports

router = APIRouter()
router.include_router(citizens.router)

__all__ = ["reports", "router"]
