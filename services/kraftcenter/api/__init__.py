"""Second door in: reports, from apps and people, and reading and signing up for people."""

from fastapi import APIRouter

from services.kraftcenter.api import citizens, courses, interventions
from services.kraftcenter.api.course_reports import reports

router = APIRouter()
for room in (citizens, interventions, courses):
    router.include_router(room.router)

__all__ = ["reports", "router"]
