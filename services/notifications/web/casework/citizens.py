"""Mine borgere: those the department has to do with, the most urgent first; and finding one by CPR number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.casework import addresses, enrolling
from services.notifications.web.casework.known import Referral
from services.notifications.web.casework.looks import Look, part
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.dates import Deadline, deadline
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.identity import Forbidden

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SHOWN: Final = 25
_NAMES_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """One citizen. `waiting` are the open referrals, the most urgent first; `mine` how many wait for the reader's
    department; `due` the nearest of those deadlines."""

    citizen: UUID
    name: str
    address: str
    waiting: Sequence[Referral]
    mine: int
    due: Deadline | None
    late: bool


@router.get(addresses.CITIZENS)
async def citizens(request: Request, session: Staff, side: Annotated[int, Query(ge=1, le=400)] = 1) -> Response:
    """Those of open referrals and of what closed lately."""
    return await _page(request, session, side)


@router.post(addresses.CITIZENS + "/find")
async def find(request: Request, session: ProvenStaff, cpr: Annotated[str, Form()] = "") -> Response:
    """To the page of the citizen with this number, where the department works with them. The number stands in no
    address, and nothing of it is kept."""
    if not session.actor.has("coordinator"):
        raise Forbidden
    found = await enrolling.find(Web.of(request), session, cpr)
    if isinstance(found, UUID):
        return RedirectResponse(addresses.citizen(found), 303, {"Cache-Control": "no-store"})
    return await _page(request, session, 1, found or EMPTY, nobody=found is None)


async def _page(
    request: Request, session: Session, side: int, filled: Filled = EMPTY, *, nobody: bool = False
) -> Response:
    web = Web.of(request)
    known = await part(Look(web, session).referrals(), [])
    by_citizen: dict[UUID, list[Referral]] = {}
    for each in known.value:
        by_citizen.setdefault(each.citizen, []).append(each)
    now, own = web.now(), session.actor.department
    rows = sorted((_row(citizen, of, own, now) for citizen, of in by_citizen.items()), key=_urgency)
    page = rows[(side - 1) * _SHOWN : side * _SHOWN]
    names = await web.names.of((row.citizen for row in page), session.access_token, seconds=_NAMES_SECONDS)
    return web.pages.answer(
        request,
        "casework/citizens.html",
        session=session,
        status=422 if filled.faults else 200,
        rows=[(names.get(row.citizen, row.name), row) for row in page],
        missing=known.missing,
        total=len(rows),
        earlier=_address(side - 1) if side > 1 else None,
        later=_address(side + 1) if len(rows) > side * _SHOWN else None,
        filled=filled,
        finds=session.actor.has("coordinator"),
        nobody=nobody,
        refer=addresses.REFER,
    )


def _row(citizen: UUID, of: Sequence[Referral], own: str | None, now: datetime) -> Row:
    waiting = sorted((each for each in of if each.open), key=lambda each: (each.due is None, each.due or now))
    mine = [each for each in waiting if each.next_owner == own]
    due = next((each.due for each in mine if each.due is not None), None)
    return Row(
        citizen,
        f"Borger {str(citizen)[:8]}",
        addresses.citizen(citizen),
        waiting,
        len(mine),
        deadline(due, now) if due is not None else None,
        any(each.level for each in waiting),
    )


def _urgency(row: Row) -> tuple[bool, str, bool]:
    """What waits for us comes first, by its deadline; then what is open; then what has closed."""
    return row.due is None, row.due.iso if row.due else "", not row.waiting


def _address(side: int) -> str:
    return addresses.CITIZENS + (f"?side={side}" if side > 1 else "")
