"""`/ikke-leveret`: what was given up, and having it tried again (N4)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.cookies import GIVEN_UP, HOME
from services.notifications.web.dates import moment
from services.notifications.web.door import PageRoute, only, proven_only
from services.notifications.web.parts import Web
from services.notifications.web.people.cases import people_of
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.display import type_name, word

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Seeing = Annotated[Session, Depends(only("manager", "operator"))]
Retrying = Annotated[Session, Depends(proven_only("manager", "operator"))]


@router.get(GIVEN_UP)
async def given_up(
    request: Request,
    session: Seeing,
    fra: Annotated[str | None, Query(max_length=600)] = None,
    igen: bool = False,
) -> Response:
    """The latest first, with why and what to do."""
    web = Web.of(request)
    page = await people_of(request).given_up(session.actor.reporter(), fra)
    items = [
        {
            "id": str(item.delivery_id),
            "what": type_name(item.event_type),
            "to": item.app or word("recipient_kind", item.recipient_kind),
            "over": word("channel", item.channel),
            "at": moment(item.given_up_at, web.now()),
            "attempts": item.attempts,
            "why": item.why,
            "remedy": item.remedy,
        }
        for item in page.items
    ]
    following = None if page.next is None else f"{GIVEN_UP}?fra={page.next}"
    return web.pages.answer(
        request, "given_up.html", session=session, items=items, following=following, again=igen, home=HOME
    )


@router.post(GIVEN_UP + "/{delivery_id}")
async def again(request: Request, session: Retrying, delivery_id: UUID) -> Response:
    """Tries it again. What is gone from the list already is no error."""
    try:
        await people_of(request).again(session.actor.reporter(), delivery_id)
    except Refused as refused:
        if refused.status != 404:
            raise
    return RedirectResponse(f"{GIVEN_UP}?igen=true", 303, {"Cache-Control": "no-store"})
