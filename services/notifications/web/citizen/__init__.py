"""The citizen's own pages: the plan, who knows what, and when somebody looked."""

from fastapi import APIRouter

from services.notifications.web.citizen import asking, courses, designating, knowing, lookups, my_plan, sub_goals
from services.notifications.web.door import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)
for page in (my_plan, sub_goals, asking, courses, knowing, designating, lookups):
    router.include_router(page.router)

__all__ = ["router"]
