"""The link in an invitation: looking uses nothing up, as mail scanners look too; confirming binds who signed in."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web import csrf
from services.notifications.web.cookies import HOME, INVITATION
from services.notifications.web.door import PageRoute, SignedIn, error_page
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS: Final = 1800
_CLOSED: Final = 410


@router.get(INVITATION + "/{token}")
async def follow(request: Request, token: str) -> Response:
    """Takes the token out of the address at once: it must not stand in a history, a referrer, or the way to sign in."""
    web = Web.of(request)
    answer = RedirectResponse(INVITATION, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    if _TOKEN.fullmatch(token):
        web.cookies.put(answer, web.cookies.invitation, token, seconds=_SECONDS)
    else:
        web.cookies.drop(answer, web.cookies.invitation)
    return answer


@router.get(INVITATION)
async def look(request: Request) -> Response:
    """What the invitation is about, and who would accept it."""
    web = Web.of(request)
    session = await web.session(request)
    token = _token(web, request)
    if token is None or not await web.invitations.holds(token):
        return _closed(web, request, session)
    if session is not None and session.actor.role != "relative":
        return web.pages.answer(request, "invitation_other.html", session=session)
    return web.pages.answer(request, "invitation.html", session=session, sign_in=f"/log-ind?videre={INVITATION}")


@router.post(INVITATION)
async def accept(request: Request, session: SignedIn, bevis: Annotated[str | None, Form()] = None) -> Response:
    """From now on the one signed in is the one the designation names."""
    web = Web.of(request)
    if not csrf.holds(session.token, bevis):
        return await error_page(request, 403, "Siden var for gammel. Åbn linket i mailen igen.")
    if session.actor.role != "relative":
        return web.pages.answer(request, "invitation_other.html", session=session, status=403)
    token = _token(web, request)
    if token is None or not await web.invitations.accept(token, session.actor.subject):
        return _closed(web, request, session)
    answer = RedirectResponse(HOME, 303, {"Cache-Control": "no-store"})
    web.cookies.drop(answer, web.cookies.invitation)
    return answer


def _token(web: Web, request: Request) -> str | None:
    token = request.cookies.get(web.cookies.invitation, "")
    return token if _TOKEN.fullmatch(token) else None


def _closed(web: Web, request: Request, session: Session | None) -> Response:
    """The same page whatever is wrong with it: what has been used, and what never was, are told apart by nobody."""
    return web.pages.answer(request, "invitation_closed.html", session=session, status=_CLOSED)
