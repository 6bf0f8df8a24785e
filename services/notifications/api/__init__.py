"""Second door in: reports about designations, people who read or hand in, and apps that want to hear."""

from fastapi import APIRouter

from services.notifications.api import citizens, inbox, knowledge, operating, preview, rules, webhooks
from services.notifications.api.reports import reports

router = APIRouter()
for room in (inbox, citizens, preview, rules, knowledge, webhooks, operating):
    router.include_router(room.router)

__all__ = ["reports", "router"]
