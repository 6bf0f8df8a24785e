"""Breaking the glass: who is not involved gives a reason in words, and reads for a quarter of an hour.

The reason travels in a POST's body and then in a sealed cookie, never in an address. Every reading under it is logged
with it, for the manager; that it was an emergency is seen by the citizen, too (V2).
"""

import base64
import hashlib
import json
from binascii import Error as NoBase64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.casework import addresses, beginning
from services.notifications.web.casework.looks import Look, part
from services.notifications.web.casework.staff import ProvenStaff
from services.notifications.web.dates import clock
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.identity import Unreadable

router = APIRouter(route_class=PageRoute, include_in_schema=False)

LASTS: Final = timedelta(minutes=15)
LONGEST: Final = 500
_SHORTEST: Final = 10
_REASON: Final = "grund"


@dataclass(frozen=True, slots=True)
class Opened:
    """`until` is aware."""

    reason: str = field(repr=False)
    until: datetime

    @property
    def until_words(self) -> str:
        return clock(self.until)


def opened(request: Request, session: Session, citizen_id: UUID) -> Opened | None:
    """The glass as this session broke it for this citizen, while it lasts."""
    said = _said(request, session)
    return said[1] if said is not None and said[0] == citizen_id else None


def _said(request: Request, session: Session) -> tuple[UUID, Opened] | None:
    web = Web.of(request)
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(web.cookies.glass, ""))
        said = json.loads(web.sealer.unseal(sealed, _bound_to(session)))
    except (Unreadable, NoBase64, ValueError):
        return None
    until = datetime.fromisoformat(said["until"])
    return (UUID(said["citizen"]), Opened(said["reason"], until)) if web.now() < until else None


def look(request: Request, session: Session, citizen_id: UUID) -> Look:
    """At this citizen: with the reason where the glass is broken for them."""
    broken = opened(request, session, citizen_id)
    return Look(Web.of(request), session, broken.reason if broken else None)


async def look_at(
    request: Request,
    session: Session,
    own: Callable[[Look], Awaitable[object]],
    theirs: Callable[[Look, UUID], Awaitable[bool]],
) -> Look:
    """At something that may be of the citizen the glass is broken for: as everyday work wherever `own` can be read so.

    Only what is shut is looked for there, by `theirs` and under the reason: every look under it is flagged at that
    citizen, who may have nothing to do with this page.
    """
    everyday = Look(Web.of(request), session)
    said = _said(request, session)
    if said is None or not (await part(own(everyday), None)).closed:
        return everyday
    broken = Look(Web.of(request), session, said[1].reason)
    return broken if await theirs(broken, said[0]) else everyday


@router.post(addresses.CITIZEN + "/{citizen_id}/noedadgang")
async def break_glass(
    request: Request, session: ProvenStaff, citizen_id: UUID, grund: Annotated[str, Form()] = ""
) -> Response:
    """With a reason of some words: back to the citizen's page, which now can be read."""
    web = Web.of(request)
    reason = grund.strip()
    wrong = fault(reason)
    if wrong:
        return offer(request, session, citizen_id, Filled({_REASON: grund}, {_REASON: wrong}), 422)
    until = web.now() + LASTS
    said = json.dumps({"citizen": str(citizen_id), "reason": reason, "until": until.isoformat()}).encode()
    answer = RedirectResponse(addresses.citizen(citizen_id), 303, {"Cache-Control": "no-store"})
    sealed = base64.urlsafe_b64encode(web.sealer.seal(said, _bound_to(session))).decode()
    web.cookies.put(answer, web.cookies.glass, sealed, seconds=int(LASTS.total_seconds()))
    return answer


@router.post(addresses.CITIZEN + "/{citizen_id}/noedadgang/slut")
async def mend_glass(request: Request, session: ProvenStaff, citizen_id: UUID) -> Response:
    """Before its time is up."""
    web = Web.of(request)
    answer = RedirectResponse(addresses.CITIZENS, 303, {"Cache-Control": "no-store"})
    web.cookies.drop(answer, web.cookies.glass)
    return answer


def offer(
    request: Request,
    session: Session,
    citizen_id: UUID,
    filled: Filled = EMPTY,
    status: int = 403,
    *,
    found: bool = False,
) -> Response:
    """The page for who may not read: what can be done without, what it takes, and what follows. `found` is for who has
    just looked the citizen up, and has done nothing out of the way."""
    return Web.of(request).pages.answer(
        request,
        "casework/glass.html",
        session=session,
        status=status,
        filled=filled,
        action=f"{addresses.citizen(citizen_id)}/noedadgang",
        refer=addresses.refer(citizen_id),
        begin=addresses.begin(citizen_id) if beginning.own_offers(session.actor.reporter()) else None,
        found=found,
        minutes=int(LASTS.total_seconds() // 60),
    )


def fault(reason: str) -> str:
    """What is wrong with a reason, in words; empty where nothing is."""
    if len(reason) < _SHORTEST:
        return "Skriv med nogle ord, hvorfor du har brug for at se siden nu."
    if len(reason) > LONGEST:
        return f"Der er plads til {LONGEST} tegn. Du har skrevet {len(reason)}."
    return ""


def _bound_to(session: Session) -> bytes:
    return b"noedadgang " + hashlib.sha256(session.token.encode()).digest()
