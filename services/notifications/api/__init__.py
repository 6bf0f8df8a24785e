"""Second door in: reports about designations, and people who read."""

from fastapi import APIRouter

from services.notifications.api import citizens, inbox, preview
from services.notifications.api.reports import reports

router = APIRouter()
for room in (inbox, citizens, preview):
    router.include_router(room.router)

__all__ = ["reports", "router"]
