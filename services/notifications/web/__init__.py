"""The pages for people, in Danish: sign-in, the inbox, the coordinator's pages, the knowledge box, figures, operations.

They are live where the browser can, else by reload.

`router` holds the routes, `setup` makes them work. Pages are rendered here on the server; what they show is read
through `ports` as the person signed in, and a form that changes something carries proof that it was ours.
"""

from fastapi import APIRouter, Request, Response

from services.notifications.web import (
    inbox,
    invitation,
    knowledge,
    knowledge_box,
    operations,
    people,
    preferences,
    rules,
    sign_in,
    stream,
    tending,
    yearly,
)
from services.notifications.web.assets import PREFIX
from services.notifications.web.casework.router import router as casework
from services.notifications.web.citizen import router as citizen
from services.notifications.web.door import PageRoute, error_page
from services.notifications.web.manager import router as manager
from services.notifications.web.parts import Web
from services.notifications.web.relative import router as relative
from services.notifications.web.settings import WebSettings
from services.notifications.web.setup import setup

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(PREFIX + "/{version}/{name:path}")
async def asset(request: Request, version: str, name: str) -> Response:
    return Web.of(request).assets.answer(request, version, name)


router.include_router(stream.router)
router.include_router(inbox.router)
router.include_router(tending.router)
router.include_router(sign_in.router)
router.include_router(invitation.router)
router.include_router(yearly.router)
router.include_router(people.router)
router.include_router(rules.router)
router.include_router(casework)
router.include_router(preferences.router)
router.include_router(knowledge_box.router)
router.include_router(knowledge.router)
router.include_router(operations.router)
router.include_router(citizen)
router.include_router(relative)
router.include_router(manager)


@router.get("/indbakke/{rest:path}")
async def nothing_there(request: Request, rest: str) -> Response:
    return await error_page(request, 404)


__all__ = ["WebSettings", "router", "setup"]
