"""Pages about who is reached and when: mail about one's inbox (N3), a stand-in, and what was given up (N4)."""

from fastapi import APIRouter

from services.notifications.web.door import PageRoute
from services.notifications.web.people import given_up, mail, stand_in
from services.notifications.web.people.cases import People

router = APIRouter(route_class=PageRoute, include_in_schema=False)
router.include_router(mail.router)
router.include_router(stand_in.router)
router.include_router(given_up.router)

__all__ = ["People", "router"]
