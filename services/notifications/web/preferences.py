"""How somebody wants their own Samspil: a page of sections, each with its template and its form (I3)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.muting import mutable
from services.notifications.domain.rules import SHIPPED
from services.notifications.web.cookies import HOME, MAIL_SETTINGS, RULES, SETTINGS, safe_return
from services.notifications.web.door import PageRoute, Proven, only
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.tending import MUTED
from shared.contracts.display import type_name
from shared.contracts.report import Role
from shared.identity import Forbidden

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reader = Annotated[Session, Depends(only("coordinator", "manager", "citizen", "relative"))]
Coordinator = Annotated[Session, Depends(only("coordinator"))]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page, for those with any of `roles`. `read` gives what its template is shown with, as `section`;
    `done` are the words after its form was taken, by what the address says."""

    template: str
    roles: frozenset[Role]
    read: Callable[[Web, Session], Awaitable[Mapping[str, Any]]]
    done: Mapping[str, str]


async def _muted(web: Web, session: Session) -> Mapping[str, Any]:
    muted = await web.muting.of(session.actor.reporter())
    types = sorted(((type_name(type_), type_) for type_ in mutable(SHIPPED)), key=lambda each: each[0])
    return {"types": [(type_, name, type_ in muted) for name, type_ in types]}


async def _mail(web: Web, session: Session) -> Mapping[str, Any]:
    return {"address": MAIL_SETTINGS}


async def _rules(web: Web, session: Session) -> Mapping[str, Any]:
    return {"address": RULES}


SECTIONS: Final = (
    Section(
        "settings_muted.html",
        frozenset({"coordinator"}),
        _muted,
        {"skjult": "Det er gemt, hvilke beskeder du ikke vil se."},
    ),
    Section("settings_rules.html", frozenset({"coordinator"}), _rules, {}),
    Section("settings_mail.html", frozenset({"coordinator", "manager", "citizen", "relative"}), _mail, {}),
)


@router.get(SETTINGS)
async def settings(request: Request, session: Reader, gjort: str = "") -> Response:
    """The person's own. `gjort` says what was done just before."""
    web = Web.of(request)
    mine = [section for section in SECTIONS if session.actor.has(*section.roles)]
    if not mine:
        raise Forbidden
    shown = [(section.template, await section.read(web, session)) for section in mine]
    done = next((section.done[gjort] for section in mine if gjort in section.done), None)
    return web.pages.answer(request, "settings.html", session=session, sections=shown, done=done)


@router.post(SETTINGS + "/skjulte")
async def mute(
    request: Request,
    session: Coordinator,
    _: Proven,
    skjul: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """These types and no others."""
    await Web.of(request).muting.put(session.actor.reporter(), skjul)
    return RedirectResponse(f"{SETTINGS}?gjort=skjult", 303)


@router.post(HOME + "/{notice_id}/skjul")
async def mute_like(
    request: Request, session: Coordinator, _: Proven, notice_id: UUID, tilbage: Annotated[str, Form()] = HOME
) -> Response:
    """No more of the notice's type, where nothing is asked; where one came from says so, and where it is undone."""
    await Web.of(request).muting.like(session.actor.reporter(), notice_id)
    page = safe_return(tilbage)
    return RedirectResponse(f"{page}{'&' if '?' in page else '?'}gjort={MUTED}", 303)
