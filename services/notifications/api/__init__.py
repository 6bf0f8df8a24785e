"""Second door in: reports about designations, people who read or hand in, and apps that want to hear."""

from fastapi import APIRouter

from services.notifications.api import (
    citizens,
    given_up,
    inbox,
    knowledge,
    mail_settings,
    operating,
    preview,
    rules,
    stand_ins,
    tending,
    webhooks,
)
from services.notifications.api.reports import reports

router = APIRouter()
for room in (
    stand_ins, inbox, tending, citizens, preview, rules, knowledge, webhooks, mail_settings, given_up, operating,
):  # fmt: skip
    router.include_router(room.router)

__all__ = ["reports", "router"]
