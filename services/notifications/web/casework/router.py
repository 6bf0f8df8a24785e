"""All the coordinator's pages, in the order in which addresses are tried."""

from fastapi import APIRouter

from services.notifications.web.casework import (
    citizen,
    citizens,
    courses,
    glass,
    goals,
    history,
    intervention,
    receipts,
    referral,
    referring,
    signing_up,
)
from services.notifications.web.door import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)
for room in (
    receipts,
    citizens,
    glass,
    goals,
    history,
    citizen,
    referring,
    referral,
    intervention,
    signing_up,
    courses,
):
    router.include_router(room.router)
