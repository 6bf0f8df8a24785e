"""`/paaroerende`: what a relative may know, since when, and what there is for them; nobody is named (P2, P5)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from services.notifications.domain.known import MayKnow
from services.notifications.web import plain
from services.notifications.web.cookies import HOME, KNOWLEDGE, RELATIVE
from services.notifications.web.dates import ZONE, day, moment
from services.notifications.web.door import PageRoute, only
from services.notifications.web.parts import Web
from services.notifications.web.relative.support import SUPPORT
from services.notifications.web.sessions import Session

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Relative = Annotated[Session, Depends(only("relative"))]
_NEWEST = 5


@router.get(RELATIVE)
async def overview(request: Request, session: Relative) -> Response:
    web, reader = Web.of(request), session.actor.reporter()
    mine = await web.records.may_know(reader)
    notices = (await web.inbox.inbox(reader, limit=_NEWEST)).items if mine else ()
    now = web.now()
    return web.pages.answer(
        request,
        "relative/overview.html",
        session=session,
        mine=[_shown(each, now) for each in mine],
        notices=[(each.text, moment(each.created_at, now), each.created_at.isoformat()) for each in notices],
        inbox=HOME,
        knowledge=KNOWLEDGE,
        support=SUPPORT if mine else None,
    )


def _shown(mine: MayKnow, now: datetime) -> dict[str, Any]:
    today = now.astimezone(ZONE).date()
    return {
        "relation": plain.word("as_relation", mine.relation),
        "types": [
            (plain.may_know(type_, "relative"), day(since.astimezone(ZONE).date(), today))
            for type_, since in mine.types
        ],
        "mail": "mail" in mine.channels,
    }
