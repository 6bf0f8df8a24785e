"""Signing in and out."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import JSONResponse, RedirectResponse

from services.notifications.web import csrf
from services.notifications.web.cookies import HOME, safe_return
from services.notifications.web.door import PageRoute, SignedIn, error_page
from services.notifications.web.issuer import Attempt
from services.notifications.web.parts import Web
from services.notifications.web.people import People
from shared.identity import IssuerUnavailable, Unauthenticated, Unreadable
from shared.postgres import is_infrastructure
from shared.telemetry import logger

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SECONDS = 600
_PURPOSE = b"samspil sign-in"
_log = logger(__name__)


@router.get("/log-ind")
async def sign_in(request: Request, videre: str | None = None) -> Response:
    """To the issuer; what is needed on the way back goes along sealed, in a cookie good for ten minutes."""
    web = Web.of(request)
    attempt = Attempt.new()
    answer = RedirectResponse(await web.issuer.sign_in_url(attempt), 303)
    kept = json.dumps([attempt.state, attempt.nonce, attempt.verifier, safe_return(videre)])
    sealed = web.sealer.seal(kept.encode(), _PURPOSE)
    web.cookies.put(answer, web.cookies.sign_in(attempt.state), sealed.hex(), seconds=_SECONDS)
    return _unstored(answer)


@router.get("/log-ind/svar")
async def signed_in(request: Request, state: str = "", code: str | None = None, iss: str | None = None) -> Response:
    """Back from the issuer. Only the browser that went out can come back, only once, and only from there (RFC 9207)."""
    web = Web.of(request)
    name = web.cookies.sign_in(state)
    kept = _kept(web, request.cookies.get(name))
    if kept is None or kept[0].state != state:
        return await _failed(request, "Login blev afbrudt eller tog for lang tid.")
    attempt, target = kept
    if code is None or iss not in (None, web.settings.issuer):
        answer = await _failed(request, "Login blev afbrudt.")
    else:
        try:
            granted = await web.issuer.redeem(code, attempt)
            token, lifetime = await web.sessions.open(granted)
        except Unauthenticated as error:
            _log.warning("a sign-in was refused", reason=error.reason)
            answer = await _failed(request, "Login kunne ikke bekræftes.")
        else:
            # A session that was there before is somebody else's, or an older one of the same person's.
            await web.sessions.end(request.cookies.get(web.cookies.session))
            await _seen(web, token, request.app.state.people)
            answer = RedirectResponse(target, 303)
            web.cookies.put(answer, web.cookies.session, token, seconds=int(lifetime.total_seconds()))
    web.cookies.drop(answer, name)
    return _unstored(answer)


@router.get("/log-ind/skriver")
async def writing(session: SignedIn) -> Response:
    """Whoever asks is writing in a form: that keeps them signed in."""
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@router.get("/log-ud")
async def signed_out(request: Request) -> Response:
    """Says that one is signed out; who is not, goes on in the inbox."""
    web = Web.of(request)
    if await web.session(request) is not None:
        return RedirectResponse(HOME, 303)
    return web.pages.answer(request, "signed_out.html")


@router.post("/log-ud")
async def sign_out(
    request: Request, bevis: Annotated[str | None, Form()] = None, alle: Annotated[str | None, Form()] = None
) -> Response:
    """Ends the session here, then at the issuer; with `alle` the person's sessions in every other browser, too."""
    web = Web.of(request)
    token = request.cookies.get(web.cookies.session)
    if token is not None and not csrf.holds(token, bevis):
        return await error_page(request, 403, "Siden var for gammel. Gå til indbakken, og log ud derfra.")
    session = await web.session(request) if alle else None
    if session is not None:
        await web.sessions.end_everywhere(session.actor)
    identity_token = await web.sessions.end(token)
    try:
        target = await web.issuer.sign_out_url(identity_token)
    except IssuerUnavailable:
        target = None
    answer = RedirectResponse(target or "/log-ud", 303)
    web.cookies.drop(answer, web.cookies.session)
    return _unstored(answer)


@router.post("/log-ud/udsteder")
async def logged_out(request: Request, logout_token: Annotated[str, Form()] = "") -> Response:
    """The issuer says that a sign-in is over (OpenID Connect Back-Channel Logout 1.0): no browser asks, so no cookie
    and no proof of a form's comes with it; the token is signed by the issuer, or nothing ends."""
    web = Web.of(request)
    try:
        await web.sessions.logged_out(logout_token, web.settings.client_id)
    except Unauthenticated as error:
        _log.warning("a logout was refused", reason=error.reason)
        return _unstored(JSONResponse({"error": "invalid_request"}, 400))
    return _unstored(Response())


async def _seen(web: Web, token: str, people: People) -> None:
    """Who they are was seen just now: their team can hand them something, and mail about an inbox that is no longer
    theirs ends. Where that cannot be noted, they are signed in all the same."""
    try:
        session = await web.sessions.find(token)
        if session is None or session.actor.role is None:
            return
        reader = session.actor.reporter()
        await people.signed_in(reader, session.actor.email)
        if session.actor.has("coordinator", "manager") and session.actor.name:
            await web.tending.seen(reader, session.actor.name)
    except Exception as error:
        if not (isinstance(error, IssuerUnavailable) or is_infrastructure(error)):
            raise
        _log.warning("a sign-in could not be noted", error_type=type(error).__name__)


def _kept(web: Web, cookie: str | None) -> tuple[Attempt, str] | None:
    try:
        state, nonce, verifier, target = json.loads(web.sealer.unseal(bytes.fromhex(cookie or ""), _PURPOSE))
    except (Unreadable, ValueError):
        return None
    return Attempt(state, nonce, verifier), safe_return(target)


async def _failed(request: Request, words: str) -> Response:
    return Web.of(request).pages.answer(request, "sign_in_failed.html", status=400, words=words)


def _unstored(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
