"""What people know of somebody: a form for anybody, and the words for those they were matched for (P4)."""

import re
import secrets
from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from services.notifications.domain.knowledge import LONGEST, Said
from services.notifications.web import csrf
from services.notifications.web.cookies import KNOWLEDGE
from services.notifications.web.dates import moment
from services.notifications.web.door import PageRoute, SignedIn
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.written import sent_from_here
from shared.identity import IssuerUnavailable, Unauthenticated

router = APIRouter(route_class=PageRoute, include_in_schema=False)

THANKS = KNOWLEDGE + "/tak"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS: Final = 8 * 3600
_MISSING: Final = {"about": "Skriv, hvem det handler om.", "words": "Skriv det, du vil fortælle."}
_TOO_OFTEN: Final = "Der er sendt meget på kort tid. Vent et minut, og send igen."


@router.get(KNOWLEDGE)
async def form(request: Request) -> Response:
    """For anybody, without signing in."""
    web = Web.of(request)
    return _form(web, request, await _visitor(web, request))


@router.post(KNOWLEDGE)
async def hand_in(
    request: Request,
    om: Annotated[str, Form()] = "",
    ord_: Annotated[str, Form(alias="ord")] = "",
    kontakt: Annotated[str, Form()] = "",
    bevis: Annotated[str | None, Form()] = None,
) -> Response:
    """Ends on the same page of thanks whoever it is about. What is wrong is told beside what was written."""
    web = Web.of(request)
    given = {name: _tidied(text) for name, text in (("about", om), ("words", ord_), ("contact", kontakt))}
    visitor, token = await _visitor(web, request), _token(web, request)
    if token is None or not csrf.holds(token, bevis):
        ours = sent_from_here(request, web.settings)
        said = "Se det igennem, og send det igen." if ours else "Skriv det igen, og send."
        return _form(
            web, request, visitor, given if ours else None, {"form": f"Siden var for gammel. {said}"}, status=403
        )
    wrong = _faults(given)
    if wrong:
        return _form(web, request, visitor, given, wrong, 422)
    try:
        await web.knowledge.hand_in(request, Said(given["about"], given["words"], given["contact"] or None))
    except HTTPException as refused:
        if refused.status_code != 429:
            raise
        answer = _form(web, request, visitor, given, {"form": _TOO_OFTEN}, 429)
        answer.headers.update(refused.headers or {})
        return answer
    return RedirectResponse(THANKS, 303, {"Cache-Control": "no-store"})


@router.get(THANKS)
async def thanks(request: Request) -> Response:
    """The same for everybody."""
    web = Web.of(request)
    return web.pages.answer(request, "knowledge_thanks.html", session=await _visitor(web, request), again=KNOWLEDGE)


@router.get(KNOWLEDGE + "/{knowledge_id}")
async def words(request: Request, session: SignedIn, knowledge_id: UUID) -> Response:
    """For a coordinator of an involved department; the team's notice that asks for it is then read."""
    web, actor = Web.of(request), session.actor
    found = await web.knowledge.read(actor.reporter(), actor.name or "en kollega", knowledge_id)
    return web.pages.answer(
        request,
        "knowledge_read.html",
        session=session,
        said=found.said,
        received=moment(found.received_at, web.now()),
        received_iso=found.received_at.isoformat(),
    )


async def _visitor(web: Web, request: Request) -> Session | None:
    """Who is signed in, for the top of the page alone: the form is there for anybody also while sign-in is away."""
    try:
        return await web.session(request)
    except (IssuerUnavailable, Unauthenticated, OSError):
        return None


def _form(
    web: Web,
    request: Request,
    visitor: Session | None,
    given: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Its proof is for the cookie beside it, which another site's form does not send along."""
    token = _token(web, request) or secrets.token_urlsafe(32)
    answer = web.pages.answer(
        request,
        "knowledge.html",
        session=visitor,
        status=status,
        given={**dict.fromkeys(LONGEST, ""), **(given or {})},
        wrong={**dict.fromkeys((*LONGEST, "form"), ""), **(wrong or {})},
        longest=_counted(LONGEST["words"]),
        strangers_proof=csrf.form_proof(token),
    )
    web.cookies.put(answer, web.cookies.knowledge, token, seconds=_SECONDS)
    return answer


def _token(web: Web, request: Request) -> str | None:
    """What the cookie holds, if it is one of ours: for none, or one made up, anybody could make the proof."""
    token = request.cookies.get(web.cookies.knowledge, "")
    return token if _TOKEN.fullmatch(token) else None


def _faults(given: Mapping[str, str]) -> dict[str, str]:
    missing = {name: words for name, words in _MISSING.items() if not given[name]}
    too_long = {
        name: f"Der er plads til {_counted(most)} tegn. Du har skrevet {_counted(len(given[name]))}."
        for name, most in LONGEST.items()
        if len(given[name]) > most
    }
    return missing | too_long


def _tidied(text: str) -> str:
    """A form sends every end of a line as two characters; a browser counts one."""
    return text.replace("\r\n", "\n").strip()


def _counted(number: int) -> str:
    """As numbers are written in Danish: 10.000."""
    return f"{number:,}".replace(",", ".")
