"""What every page route has around it: sign-in where it is needed, and errors as Danish pages with the trace's id."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from services.notifications.web import csrf
from services.notifications.web.cookies import HOME, safe_return
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.written import Written, written_here
from shared.contracts import Refused
from shared.contracts.report import Role
from shared.identity import Forbidden, IssuerUnavailable, Unauthenticated
from shared.postgres import is_infrastructure
from shared.telemetry import logger

_log = logger(__name__)

_ERRORS = {
    403: ("Det har du ikke adgang til", "Du er logget ind, men må ikke se eller gøre dette."),
    404: ("Siden findes ikke", "Den er flyttet, eller du har ikke adgang til den."),
    405: ("Det kan siden ikke", "Gå tilbage til indbakken, og prøv igen derfra."),
    408: ("Det tog for lang tid", "Siden blev ikke sendt helt. Prøv igen, når forbindelsen er bedre."),
    409: ("Det er ændret i mellemtiden", "Hent siden igen, og se, hvordan det ser ud nu."),
    410: ("Siden findes ikke længere", "Gå til indbakken, og find det derfra."),
    413: ("Det var for meget på én gang", "Send mindre ad gangen."),
    422: ("Det kunne ikke lade sig gøre", "Gå tilbage, ret det, der er galt, og prøv igen."),
    429: ("Der er sendt for meget på kort tid", "Vent et minut, og prøv igen."),
    500: ("Der skete en fejl hos os", "Prøv igen om lidt. Bliver det ved, så giv driften spornummeret herunder."),
    503: ("Samspil svarer ikke lige nu", "Vent et øjeblik, og prøv igen. Intet er gået tabt."),
}
_BAD = ("Det kunne vi ikke forstå", "Gå tilbage til indbakken, og prøv igen derfra.")


ASKED_BY_A_SCRIPT = frozenset({"/drift/nu"})
"""What a page that stands open asks for again and again: that keeps nobody signed in."""


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer."""


async def _signed_in(request: Request) -> Session:
    session = await Web.of(request).session(request, by_hand=request.url.path not in ASKED_BY_A_SCRIPT)
    if session is None:
        raise SignInNeeded
    return session


SignedIn = Annotated[Session, Depends(_signed_in)]
"""A route's parameter of this type is who is signed in; without anybody the browser is sent to sign in and back."""


class StaleForm(Exception):
    """A form without proof that it was ours, or of a session that is over."""


async def _proven(session: SignedIn, bevis: Annotated[str | None, Form()] = None) -> Session:
    if not csrf.holds(session.token, bevis):
        raise StaleForm
    return session


Proven = Annotated[Session, Depends(_proven)]
"""As `SignedIn`, for a route that changes something: the form must be one of this session's own pages. Else 403."""


def only(*roles: Role) -> Callable[[Session], Awaitable[Session]]:
    """A dependency that gives who is signed in where they have any of `roles`, and raises Forbidden where not."""

    async def allowed(session: SignedIn) -> Session:
        if not session.actor.has(*roles):
            raise Forbidden
        return session

    return allowed


def proven_only(*roles: Role) -> Callable[[Session], Awaitable[Session]]:
    """As `only`, for a route that changes something: the form must be one of this session's own pages."""

    async def allowed(session: Proven) -> Session:
        if not session.actor.has(*roles):
            raise Forbidden
        return session

    return allowed


class PageRoute(APIRoute):
    """A route for people: whatever goes wrong ends as a page they can read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                answer = await inner(request)
            except SignInNeeded:
                return await _to_sign_in(request)
            except Exception as error:
                answer = await _explained(request, error)
            return _in_words(request, answer) if _asks_who_is_told(request) else answer

        return handler


async def _to_sign_in(request: Request) -> Response:
    web = Web.of(request)
    if request.method != "GET" and _asks_who_is_told(request):
        # To be sent elsewhere would throw away what has been written.
        return web.pages.answer(request, "expired.html", writing=True)
    page = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = f"/log-ind?{urlencode({'videre': safe_return(page) if request.method == 'GET' else HOME})}"
    if "hx-request" in request.headers:
        # A script follows a redirect by itself and would put the sign-in page into the list.
        return Response(status_code=204, headers={"HX-Redirect": target})
    written = () if request.method == "GET" else await written_here(request, web.settings)
    if written:
        return web.pages.answer(request, "expired_form.html", status=403, written=written, sign_in=target)
    return RedirectResponse(target, 303)


def _asks_who_is_told(request: Request) -> bool:
    """Whether a script waits to put the answer beside a form, under "Hvem får hvad at vide"."""
    return request.headers.get("hx-target", "").endswith("-told")


def _in_words(request: Request, answer: Response) -> Response:
    """An answer the script would pass over said in words: nothing there would read as nobody."""
    if answer.status_code == 200:
        return answer
    if answer.status_code in (303, 409):
        heading, explanation = _ERRORS[409]
    else:
        heading, explanation = _ERRORS.get(answer.status_code, _BAD)
    problem = f"Det kan ikke vises, hvem der får besked. {heading}. {explanation}"
    return Web.of(request).pages.answer(request, "preview_failed.html", problem=problem)


async def _explained(request: Request, error: Exception) -> Response:
    status, detail = _reading(error)
    if status >= 500:
        _log.error("a page could not be shown", exc_info=error)
    stale = isinstance(error, StaleForm)
    written = await written_here(request, Web.of(request).settings) if stale else ()
    return await error_page(request, status, detail, written)


def _reading(error: Exception) -> tuple[int, str | None]:
    """Status, and the words where they were written for people."""
    if isinstance(error, Refused):
        return error.status, error.detail
    if isinstance(error, StaleForm):
        return 403, "Siden var for gammel. Gå tilbage, hent den igen, og prøv så."
    if isinstance(error, RequestValidationError):
        return 404 if any(where["loc"][0] == "path" for where in error.errors()) else 400, None
    if isinstance(error, HTTPException):
        return error.status_code, None
    if isinstance(error, Forbidden):
        return 403, None
    if isinstance(error, IssuerUnavailable) or is_infrastructure(error):
        return 503, None
    return 500, None


async def error_page(request: Request, status: int, detail: str | None = None, written: Written = ()) -> Response:
    """A page that says what is wrong, what to do, what was `written`, and the trace's id for whoever is asked for
    help."""
    web = Web.of(request)
    heading, explanation = _ERRORS.get(status, _BAD)
    session = await _if_possible(web.session(request))
    return web.pages.answer(
        request,
        "error.html",
        session=session,
        status=status,
        heading=heading,
        explanation=detail or explanation,
        written=written,
        way_back=request.url.path != HOME or bool(request.url.query),
    )


async def _if_possible(found: Awaitable[Session | None]) -> Session | None:
    try:
        return await found
    except (IssuerUnavailable, Unauthenticated, OSError):
        return None
    except Exception as error:
        # The page about a database that is away must not need the database.
        if not is_infrastructure(error):
            raise
        return None
