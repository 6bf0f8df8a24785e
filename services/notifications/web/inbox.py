"""The inbox: what is asked first, then what is new; live where the browser can."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.shown import InboxNotice, InboxPage
from services.notifications.web import csrf
from services.notifications.web.cards import Card, Cards
from services.notifications.web.cookies import HOME, OPERATIONS
from services.notifications.web.door import PageRoute, SignedIn, error_page
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session

router = APIRouter(route_class=PageRoute, include_in_schema=False)

TASKS = 100
NEWS = 25
ALL, ASKED, UNREAD = "alle", "opgaver", "ulaeste"
_VIEWS = {ALL: "Alle", ASKED: "Kræver handling", UNREAD: "Kun ulæste"}
_LONGEST_CURSOR = 500


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows. `tasks` or `news` is None where the view has no such section; `live` is the stream's
    address, None on a later page."""

    chosen: str
    choices: list[tuple[str, str, bool]]
    tasks: list[Card] | None
    news: list[Card] | None
    more_tasks: str | None
    next: str | None
    unread: int
    live: str | None
    page: str | None
    unbound: bool


@router.get("/")
async def start() -> Response:
    return RedirectResponse(HOME, 303)


@router.get(HOME)
async def inbox(
    request: Request,
    session: SignedIn,
    vis: str = ALL,
    side: Annotated[str | None, Query(max_length=_LONGEST_CURSOR)] = None,
) -> Response:
    """The page. `vis` chooses the view, `side` is where a later page begins. Operations have no inbox, but a page."""
    web = Web.of(request)
    if session.actor.role == "operator":
        return RedirectResponse(OPERATIONS, 303)
    vis = vis if vis in _VIEWS else ALL
    reader = session.actor.reporter()
    asked = rest = None
    if vis == ASKED:
        asked = await web.inbox.inbox(reader, asking=True, cursor=side, limit=NEWS)
    else:
        # The tasks are read first: a stream that goes on from there brings some news twice, and misses none.
        if side is None:
            asked = await web.inbox.inbox(reader, asking=True, unread=vis == UNREAD, limit=TASKS)
        rest = await web.inbox.inbox(reader, asking=False, unread=vis == UNREAD, cursor=side, limit=NEWS)
    cards = await _cards(web, session, _notices(asked, rest))
    first = asked or rest
    view = View(
        chosen=vis,
        choices=[(label, address(name), name == vis) for name, label in _VIEWS.items()],
        tasks=[cards[notice.notice_id] for notice in asked.items] if asked else None,
        news=[cards[notice.notice_id] for notice in rest.items] if rest else None,
        more_tasks=address(ASKED, asked.next) if asked and asked.next else None,
        next=address(vis, rest.next) if rest and rest.next else None,
        unread=first.unread if first else 0,
        live=f"{HOME}/stroem?{urlencode({'efter': first.position})}" if first and side is None else None,
        page=side,
        unbound=first is not None and first.unbound,
    )
    return web.pages.answer(request, "inbox.html", session=session, view=view)


@router.post(HOME + "/{notice_id}/laest")
async def read(
    request: Request,
    session: SignedIn,
    notice_id: UUID,
    bevis: Annotated[str | None, Form()] = None,
    vis: Annotated[str, Form()] = ALL,
    side: Annotated[str | None, Form(max_length=_LONGEST_CURSOR)] = None,
) -> Response:
    """Marks a notice read, for the whole team where it is a team's. A script gets the notice back, a form the page."""
    web = Web.of(request)
    if not csrf.holds(session.token, bevis):
        return await error_page(request, 403, "Siden var for gammel. Gå til indbakken, og prøv igen.")
    reader = session.actor.reporter()
    await web.mark_read(reader, notice_id, session.actor.name or "en kollega")
    if "hx-request" not in request.headers:
        return RedirectResponse(f"{address(vis if vis in _VIEWS else ALL, side or None)}#besked-{notice_id}", 303)
    notice = await web.inbox.notice(reader, notice_id)
    unread = (await web.inbox.inbox(reader, unread=True, limit=1)).unread
    cards = await _cards(web, session, [notice])
    return web.pages.answer(
        request, "read.html", session=session, card=cards[notice_id], unread=unread, chosen=vis, page=side
    )


def address(view: str, cursor: str | None = None) -> str:
    """The page that shows a view from a cursor on."""
    asked = {**({"vis": view} if view != ALL else {}), **({"side": cursor} if cursor else {})}
    return f"{HOME}?{urlencode(asked)}" if asked else HOME


async def _cards(web: Web, session: Session, notices: list[InboxNotice]) -> Mapping[UUID, Card]:
    maker = await cards_for(web, session, notices)
    return {notice.notice_id: maker.of(notice) for notice in notices}


async def cards_for(web: Web, session: Session, notices: list[InboxNotice]) -> Cards:
    """A maker of cards that knows the citizens' names as far as they could be had."""
    actor = session.actor
    names: Mapping[UUID, str] = {}
    if actor.has("coordinator", "manager"):
        names = await web.names.of((each.citizen_id for each in notices if each.citizen_id), session.access_token)
    return Cards(actor.reporter().role, web.settings.traces_url, names, web.now())


def _notices(*pages: InboxPage | None) -> list[InboxNotice]:
    return [notice for page in pages if page is not None for notice in page.items]
