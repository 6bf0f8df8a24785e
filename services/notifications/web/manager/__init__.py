"""The manager's pages: what is overdue, how much lies where, how the department reads, and erasures."""

from fastapi import APIRouter

from services.notifications.web.door import PageRoute
from services.notifications.web.manager import checks, erasing, leading

router = APIRouter(route_class=PageRoute, include_in_schema=False)
router.include_router(leading.router)
router.include_router(checks.router)
router.include_router(erasing.router)

__all__ = ["router"]
