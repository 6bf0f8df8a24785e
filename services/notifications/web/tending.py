"""One notice on a page of its own, and what can be done with it: put it off, hand it to a colleague, answer."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.shown import InboxNotice
from services.notifications.domain.tending import LONGEST_WORDS
from services.notifications.web import later
from services.notifications.web.cards import cards_for
from services.notifications.web.cookies import HOME, safe_return
from services.notifications.web.door import PageRoute, SignedIn, proven_only
from services.notifications.web.forms import EMPTY, WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused, Reporter

router = APIRouter(route_class=PageRoute, include_in_schema=False)

NOTICE = HOME + "/{notice_id}"
_LONGEST_ADDRESS: Final = 1000
_FIELDS: Final = {"/until": "dato", "/to": "kollega", "/words": "ord"}
MUTED: Final = "skjult"
DONE: Final = {
    MUTED: "Beskeder af den slags er skjult for dig.",
    "udsat": "Beskeden er udsat. Du finder den under Udsatte, og den kommer selv tilbage.",
    "fremme": "Beskeden er tilbage i indbakken.",
    "overdraget": "Beskeden er overdraget.",
    "taget": "Beskeden er din nu. Du finder den under Mine.",
    "lagt-tilbage": "Beskeden er lagt tilbage til holdet.",
    "kvitteret": "Kvitteringen er sendt.",
}

Back = Annotated[str, Form(max_length=_LONGEST_ADDRESS)]
Addressed = Annotated[Session, Depends(proven_only("coordinator", "manager", "citizen", "relative"))]
"""Who has notices, with a form of ours; whose the notice is, is decided where it is read."""
Team = Annotated[Session, Depends(proven_only("coordinator", "manager"))]
"""As `Addressed`, where a team's notice alone will do."""


@router.get(NOTICE)
async def notice(
    request: Request,
    session: SignedIn,
    notice_id: UUID,
    tilbage: Annotated[str, Query(max_length=_LONGEST_ADDRESS)] = HOME,
) -> Response:
    """`tilbage` is the page one came from, as it stood."""
    return await _page(request, session, notice_id, tilbage)


@router.post(NOTICE + "/udsaet")
async def snooze(
    request: Request,
    session: Addressed,
    notice_id: UUID,
    til: Annotated[str, Form(max_length=50)] = "",
    dato: Annotated[str, Form(max_length=50)] = "",
    tilbage: Back = HOME,
) -> Response:
    """Until one of the moments offered (`til`), or the morning of a day (`dato`)."""

    async def do(web: Web, reader: Reporter, by: str) -> None:
        until = later.read(til, dato)
        if until is None:
            raise Refused("invalid-data", "Vælg en dag.", pointer="/until")
        await web.tending.snooze(reader, notice_id, by, until)

    return await _do(request, session, notice_id, tilbage, "udsat", do, {"dato": dato})


@router.post(NOTICE + "/fremme")
async def wake(request: Request, session: Addressed, notice_id: UUID, tilbage: Back = HOME) -> Response:
    """Back at once."""

    async def do(web: Web, reader: Reporter, by: str) -> None:
        await web.tending.wake(reader, notice_id)

    return await _do(request, session, notice_id, tilbage, "fremme", do)


@router.post(NOTICE + "/overdrag")
async def hand_over(
    request: Request,
    session: Team,
    notice_id: UUID,
    kollega: Annotated[str, Form(max_length=255)] = "",
    tilbage: Back = HOME,
) -> Response:
    """To a colleague, or to oneself."""

    async def do(web: Web, reader: Reporter, by: str) -> None:
        await web.tending.hand_over(reader, notice_id, by, kollega)

    done = "taget" if kollega == session.actor.reporter().name else "overdraget"
    return await _do(request, session, notice_id, tilbage, done, do)


@router.post(NOTICE + "/laeg-tilbage")
async def take_back(request: Request, session: Team, notice_id: UUID, tilbage: Back = HOME) -> Response:
    """Nobody's in particular again."""

    async def do(web: Web, reader: Reporter, by: str) -> None:
        await web.tending.take_back(reader, notice_id)

    return await _do(request, session, notice_id, tilbage, "lagt-tilbage", do)


@router.post(NOTICE + "/kvitter")
async def acknowledge(
    request: Request,
    session: Team,
    notice_id: UUID,
    ord_: Annotated[str, Form(alias="ord", max_length=10_000)] = "",
    tilbage: Back = HOME,
) -> Response:
    """A word to who reported it."""

    async def do(web: Web, reader: Reporter, by: str) -> None:
        # Browsers send a line's end as two characters.
        await web.tending.acknowledge(reader, notice_id, by, ord_.replace("\r\n", "\n"))

    return await _do(request, session, notice_id, tilbage, "kvitteret", do, {"ord": ord_})


async def _do(
    request: Request,
    session: Session,
    notice_id: UUID,
    back: str,
    done: str,
    do: Callable[[Web, Reporter, str], Awaitable[None]],
    written: dict[str, str] | None = None,
) -> Response:
    """Back to where one came from; what will not do is said beside its field, with what was `written` kept."""
    try:
        await do(Web.of(request), session.actor.reporter(), session.actor.name or "en kollega")
    except Refused as refused:
        if not refused.errors:
            raise
        faults = {_FIELDS.get(refused.errors[0].pointer, WHOLE_FORM): refused.detail}
        return await _page(request, session, notice_id, back, Filled(written or {}, faults))
    page = safe_return(back)
    return RedirectResponse(
        f"{page}{'&' if '?' in page else '?'}{urlencode({'gjort': done})}#besked-{notice_id}",
        303,
        {"Cache-Control": "no-store"},
    )


async def _page(
    request: Request,
    session: Session,
    notice_id: UUID,
    back: str,
    filled: Filled = EMPTY,
) -> Response:
    web, actor = Web.of(request), session.actor
    reader, team = actor.reporter(), actor.has("coordinator", "manager")
    found = await web.inbox.notice(reader, notice_id)
    colleagues = await web.tending.colleagues(reader) if team else ()
    return web.pages.answer(
        request,
        "tending.html",
        session=session,
        status=422 if filled.faults else 200,
        card=(await cards_for(web, session, [found], muted=True)).of(found),
        back=safe_return(back),
        team=team,
        me=reader.name,
        moments=_moments(found, web),
        colleagues=[(each.sub, each.name) for each in colleagues if each.sub != reader.name],
        longest=LONGEST_WORDS,
        filled=filled,
    )


def _moments(found: InboxNotice, web: Web) -> list[later.Moment] | None:
    """None where it cannot be put off any more: what is asked should have been done."""
    now, due = web.now(), found.due if found.asks else None
    return None if due is not None and due <= now else later.moments(now, due)
