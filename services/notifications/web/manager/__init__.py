"""The manager's pages: what is overdue, how much lies where, and how the department reads."""

from fastapi import APIRouter

from services.notifications.web.door import PageRoute
from services.notifications.web.manager import checks, leading

router = APIRouter(route_class=PageRoute, include_in_schema=False)
router.include_router(leading.router)
router.include_router(checks.router)

__all__ = ["router"]
