"""Mine borgere: those the department has to do with, the most urgent first; and finding one by CPR number."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.casework import addresses, enrolling
from services.notifications.web.casework.known import Intervention, Referral
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
_MISSING: Final = {
    "referrals": "Henvisningerne kan ikke hentes lige nu, så borgere kan mangle på listen. Prøv igen om lidt.",
    "interventions": "Indsatserne kan ikke hentes lige nu, så borgere kan mangle på listen. Prøv igen om lidt.",
}


@dataclass(slots=True)
class _Known:
    """What the department has to do with one citizen."""

    referrals: list[Referral] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One citizen. `waiting` are the open referrals, the most urgent first, and `running` the department's
    interventions; one that was begun on a referral stands for it. `mine` is how many wait for the reader's department,
    `due` the nearest of those deadlines."""

    citizen: UUID
    name: str
    address: str
    waiting: Sequence[Referral]
    running: Sequence[Intervention]
    mine: int
    due: Deadline | None
    late: bool


@router.get(addresses.CITIZENS)
async def citizens(request: Request, session: Staff, side: Annotated[int, Query(ge=1, le=400)] = 1) -> Response:
    """Those of open referrals and running interventions, and of what closed lately."""
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
    web, look = Web.of(request), Look(Web.of(request), session)
    referrals, running, ended = await asyncio.gather(
        part(look.referrals(), []),
        part(look.own_interventions(), []),
        part(look.own_interventions(state="ended"), []),
    )
    by_citizen: dict[UUID, _Known] = {}
    for referral in referrals.value:
        by_citizen.setdefault(referral.citizen, _Known()).referrals.append(referral)
    for intervention in (*running.value, *ended.value):
        by_citizen.setdefault(intervention.citizen, _Known()).interventions.append(intervention)
    now, own = web.now(), session.actor.department
    rows = sorted((_row(citizen, known, own, now) for citizen, known in by_citizen.items()), key=_urgency)
    page = rows[(side - 1) * _SHOWN : side * _SHOWN]
    names = await web.names.of((row.citizen for row in page), session.access_token, seconds=_NAMES_SECONDS)
    return web.pages.answer(
        request,
        "casework/citizens.html",
        session=session,
        status=422 if filled.faults else 200,
        rows=[(names.get(row.citizen, row.name), row) for row in page],
        missing=_missing(referrals=referrals.missing, interventions=running.missing or ended.missing),
        total=len(rows),
        earlier=_address(side - 1) if side > 1 else None,
        later=_address(side + 1) if len(rows) > side * _SHOWN else None,
        filled=filled,
        finds=session.actor.has("coordinator"),
        nobody=nobody,
        refer=addresses.REFER,
    )


def _row(citizen: UUID, known: _Known, own: str | None, now: datetime) -> Row:
    waiting, running = _once(known)
    dues = [each.due for each in waiting if each.next_owner == own] + [each.due for each in running]
    due = min((each for each in dues if each is not None), default=None)
    return Row(
        citizen,
        f"Borger {str(citizen)[:8]}",
        addresses.citizen(citizen),
        sorted(waiting, key=lambda each: (each.due is None, each.due or now)),
        sorted(running, key=lambda each: (each.due is None, each.due or now)),
        len(dues),
        deadline(due, now) if due is not None else None,
        any(each.level for each in waiting) or any(each.level for each in running),
    )


def _once(known: _Known) -> tuple[list[Referral], list[Intervention]]:
    """What is open and what runs. A referral and the intervention begun on it have one clock (R1): on hold it is the
    referral's, else the follow-up's."""
    running = [each for each in known.interventions if each.running]
    begun = {each.referral for each in running}
    waiting = [each for each in known.referrals if each.open and (each.id not in begun or each.state == "on-hold")]
    held = {each.id for each in waiting}
    return waiting, [each for each in running if each.referral not in held]


def _missing(**parts: str | None) -> list[str]:
    """What is said of each part that could not be had."""
    return [_MISSING[name] for name, missing in parts.items() if missing is not None]


def _urgency(row: Row) -> tuple[bool, str, bool]:
    """What waits for us comes first, by its deadline; then what is open; then what has closed."""
    return row.due is None, row.due.iso if row.due else "", not (row.waiting or row.running)


def _address(side: int) -> str:
    return addresses.CITIZENS + (f"?side={side}" if side > 1 else "")
