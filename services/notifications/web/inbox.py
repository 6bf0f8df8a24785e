"""The inbox: what is asked first, then what is new; live where the browser can."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.shown import InboxNotice, InboxPage
from services.notifications.web.cards import Card, Cards, cards_for
from services.notifications.web.cookies import HOME, MUTE_SETTINGS, OPERATIONS, safe_return
from services.notifications.web.door import PageRoute, SignedIn
from services.notifications.web.filters import ASKED, Choice, Filters
from services.notifications.web.parts import Web
from services.notifications.web.tending import DONE, MUTED, Addressed, Back

router = APIRouter(route_class=PageRoute, include_in_schema=False)

TASKS = 100
NEWS = 25
_LONGEST_CURSOR = 500


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows. `tasks` or `news` is None where the view has no such section; `live` is the stream's
    address, None on a later page; `matching` how many there are where something is left out; `citizens` those whose
    notices are shown, by name, to choose one from; `here` the page's own address."""

    filters: Filters
    tasks: list[Card] | None
    news: list[Card] | None
    more_tasks: str | None
    next: str | None
    unread: int
    matching: int | None
    citizens: list[Choice]
    live: str | None
    page: str | None
    here: str
    unbound: bool


@router.get("/")
async def start() -> Response:
    return RedirectResponse(HOME, 303)


@router.get(HOME)
async def inbox(
    request: Request,
    session: SignedIn,
    side: Annotated[str | None, Query(max_length=_LONGEST_CURSOR)] = None,
    gjort: str = "",
) -> Response:
    """The page. What it leaves out is read from its address (`Filters`); `side` is where a later page begins, `gjort`
    what was done on the page before. Operations have no inbox, but a page."""
    web = Web.of(request)
    if session.actor.role == "operator":
        return RedirectResponse(OPERATIONS, 303)
    filters = Filters.read(request.query_params)
    reader, wanted = session.actor.reporter(), filters.wanted
    asked = rest = None
    if filters.view == ASKED or wanted.overdue:
        asked = await web.inbox.inbox(reader, wanted=wanted, asking=True, cursor=side, limit=NEWS)
    else:
        # The tasks are read first: a stream that goes on from there brings some news twice, and misses none.
        if side is None:
            asked = await web.inbox.inbox(reader, wanted=wanted, asking=True, limit=TASKS)
        rest = await web.inbox.inbox(reader, wanted=wanted, asking=False, cursor=side, limit=NEWS)
    notices = [notice for page in (asked, rest) if page is not None for notice in page.items]
    maker = await cards_for(web, session, notices, muted=wanted.muted)
    first = asked or rest
    here = filters.address(side)
    view = View(
        filters=filters,
        tasks=_cards(maker, asked),
        news=_cards(maker, rest),
        more_tasks=filters.within(ASKED).address(asked.next) if asked and asked.next else None,
        next=filters.address(rest.next) if rest and rest.next else None,
        unread=first.unread if first else 0,
        matching=first.matching if first and filters.narrowed else None,
        citizens=_citizens(maker, notices, filters),
        live=filters.address(at=f"{HOME}/stroem", efter=first.position) if first and side is None else None,
        page=side,
        here=here,
        unbound=first is not None and first.unbound,
    )
    return web.pages.answer(
        request,
        "inbox.html",
        session=session,
        view=view,
        done=DONE.get(gjort),
        undo=MUTE_SETTINGS if gjort == MUTED else None,
    )


@router.post(HOME + "/{notice_id}/laest")
async def read(
    request: Request,
    session: Addressed,
    notice_id: UUID,
    tilbage: Back = HOME,
) -> Response:
    """Marks a notice read, for the whole team where it is a team's. A script gets the notice back, a form the page."""
    web = Web.of(request)
    reader, back = session.actor.reporter(), safe_return(tilbage)
    await web.mark_read(reader, notice_id, session.actor.name or "en kollega")
    if "hx-request" not in request.headers:
        return RedirectResponse(f"{back}#besked-{notice_id}", 303)
    notice = await web.inbox.notice(reader, notice_id)
    unread = await web.inbox.unread(reader)
    card = (await cards_for(web, session, [notice])).of(notice)
    return web.pages.answer(request, "read.html", session=session, card=card, unread=unread, back=back)


def _cards(maker: Cards, page: InboxPage | None) -> list[Card] | None:
    return None if page is None else [maker.of(notice) for notice in page.items]


def _citizens(maker: Cards, notices: list[InboxNotice], filters: Filters) -> list[Choice]:
    """Nobody where the reader is no team: what they see is about one citizen."""
    chosen = filters.wanted.citizen_id
    ids = {notice.citizen_id for notice in notices} | {chosen}
    names: Mapping[UUID, str | None] = {id_: maker.who(id_) for id_ in ids if id_ is not None}
    found = [Choice(str(id_), name, id_ == chosen) for id_, name in names.items() if name is not None]
    return [] if maker.own else sorted(found, key=lambda choice: choice.label)
