"""The knowledge box for the relatives' team: each item is matched to a citizen or discarded (P4)."""

import re
from typing import Annotated, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web import csrf
from services.notifications.web.casework import addresses
from services.notifications.web.cookies import BOX
from services.notifications.web.dates import moment
from services.notifications.web.door import PageRoute, SignedIn, error_page
from services.notifications.web.parts import Web
from services.notifications.web.previewing import Heard, heard
from services.notifications.web.sessions import Session
from shared.contracts import Refused


class Foreseen(NamedTuple):
    """P3: the item, of whom it is said to be, and who will be asked to read it."""

    item: UUID
    citizen: UUID
    heard: Heard


router = APIRouter(route_class=PageRoute, include_in_schema=False)

SHOWN: Final = 20
_PAGE: Final = re.compile(addresses.CITIZEN + r"/([0-9a-fA-F-]{36})(?![0-9a-fA-F-])")
_LONGEST_CURSOR: Final = 500
_DONE: Final = {
    "knyttet": "Det er knyttet til borgeren. De afdelinger, der er i gang med noget for borgeren, får besked.",
    "slettet": "Det er slettet for altid.",
}
_GONE: Final = "Den viden ligger her ikke mere. En kollega kan have taget den."
_NO_ID: Final = "Skriv id eller adressen på borgerens side i Samspil. Id står øverst på siden."
_BESIDE_IT: Final = frozenset({"unknown-citizen", "not-allowed"})
"""What can be wrong with the citizen that was named: said at the item, which stays."""
_TOO_OLD: Final = "Siden var for gammel. Gå til videnkassen, og prøv igen."


@router.get(BOX)
async def box(
    request: Request,
    session: SignedIn,
    side: Annotated[str | None, Query(max_length=_LONGEST_CURSOR)] = None,
    gjort: str = "",
) -> Response:
    """What nobody has matched yet, the oldest first. `gjort` says what was done just before."""
    return await _box(request, session, side, done=_DONE.get(gjort))


@router.post(BOX + "/{knowledge_id}/knyt")
async def match(
    request: Request,
    session: SignedIn,
    knowledge_id: UUID,
    borger: Annotated[str, Form(max_length=300)] = "",
    trin: Annotated[str, Form()] = "",
    side: Annotated[str | None, Form(max_length=_LONGEST_CURSOR)] = None,
    bevis: Annotated[str | None, Form()] = None,
) -> Response:
    """About whom it is: first who will be asked to read it, then it counts (`trin` is `send`). Asked again where the id
    is none, none of anybody known here, or of one with whom nobody is at work."""
    if not csrf.holds(session.token, bevis):
        return await error_page(request, 403, _TOO_OLD)
    try:
        citizen_id = _named(borger)
    except ValueError:
        return await _box(request, session, side or None, wrong=(knowledge_id, _NO_ID))
    reader, knowledge = session.actor.reporter(), Web.of(request).knowledge
    try:
        if trin != "send":
            found = await knowledge.foresee(reader, knowledge_id, citizen_id)
            seen = Foreseen(knowledge_id, citizen_id, heard(found, session.actor.role))
            return await _box(request, session, side or None, seen=seen)
        await knowledge.match(reader, knowledge_id, citizen_id)
    except Refused as refused:
        if refused.problem not in _BESIDE_IT:
            raise
        return await _box(request, session, side or None, wrong=(knowledge_id, refused.detail))
    return RedirectResponse(f"{BOX}?gjort=knyttet", 303, {"Cache-Control": "no-store"})


@router.post(BOX + "/{knowledge_id}/slet")
async def discard(
    request: Request, session: SignedIn, knowledge_id: UUID, bevis: Annotated[str | None, Form()] = None
) -> Response:
    """For good."""
    if not csrf.holds(session.token, bevis):
        return await error_page(request, 403, _TOO_OLD)
    await Web.of(request).knowledge.discard(session.actor.reporter(), knowledge_id)
    return RedirectResponse(f"{BOX}?gjort=slettet", 303, {"Cache-Control": "no-store"})


def _named(written: str) -> UUID:
    """The id, or the one in the address of the citizen's page. Raises ValueError where it is neither."""
    address = _PAGE.search(written)
    return UUID(address[1] if address else written.strip())


async def _box(
    request: Request,
    session: Session,
    side: str | None,
    *,
    done: str | None = None,
    wrong: tuple[UUID | None, str] = (None, ""),
    seen: Foreseen | None = None,
) -> Response:
    """`wrong` is the item at fault, and what is wrong."""
    web = Web.of(request)
    page = await web.knowledge.unmatched(session.actor.reporter(), side, SHOWN)
    if seen is not None and all(item.id != seen.item for item in page.items):
        seen, wrong = None, (None, _GONE)
    return web.pages.answer(
        request,
        "knowledge_box.html",
        session=session,
        status=422 if wrong[1] else 200,
        items=[(item, moment(item.received_at, web.now()), item.received_at.isoformat()) for item in page.items],
        next=f"{BOX}?{urlencode({'side': page.next})}" if page.next else None,
        first=BOX if side else None,
        done=done,
        wrong_id=wrong[0],
        wrong=wrong[1],
        seen=seen,
        side=side,
        here=f"{BOX}?{urlencode({'side': side})}" if side else BOX,
    )
