"""The relative's own pages: what they may know, and support for themselves."""

from fastapi import APIRouter

from services.notifications.web.door import PageRoute
from services.notifications.web.relative import overview, support

router = APIRouter(route_class=PageRoute, include_in_schema=False)
router.include_router(support.router)
router.include_router(overview.router)

__all__ = ["router"]
