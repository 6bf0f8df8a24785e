"""Second door in: reports about designations, people who read or hand in, and apps that want to hear."""

from fastapi import APIRouter

from services.notifications.api import (
    citizens,
    given_up,
    inbox,
    knowledge,
    mail_settings,
    mutes,
    operating,
    preview,
    rules,
    sessions,
    stand_ins,
    tending,
    webhooks,
)
from services.notifications.api.reports import reports

router = APIRouter()
_ROOMS = (
    stand_ins,
    inbox,
    mutes,
    tending,
    citizens,
    preview,
    rules,
    knowledge,
    webhooks,
    mail_settings,
    given_up,
    operating,
    sessions,
)
for room in _ROOMS:
    router.include_router(room.router)

__all__ = ["reports", "router"]
