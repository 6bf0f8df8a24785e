"""`/stikproever`: how the department's own people have read in all three services, and what the manager found (V2)."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Path, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web import plain
from services.notifications.web.cookies import CHECKS
from services.notifications.web.dates import local_day, moment
from services.notifications.web.door import PageRoute
from services.notifications.web.manager.who import Manager, ManagerWrites
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.http import Problem, SpotCheckOut
from shared.identity import Forbidden, Outcome, PurposeCode

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ROUTE: Final = "/access-log/spot-checks"
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
           "december")  # fmt: skip
_EACH: Final = 200
_SHOWN: Final = 25
"""So many on a page: every name shown is a look of its own, which the citizen reads of."""
_AREAS: Final = {
    "referral": "Henvisninger",
    "kraftcenter": "Mål og indsatser",
    "notifications": "Beskeder og tidslinje",
}
_OUTCOMES: Final = {"in_order": "I orden", "follow_up": "Følges op"}
_ROLES: Final = {"coordinator": "koordinator", "manager": "leder"}
Part = Literal["referral", "kraftcenter", "notifications"]


@dataclass(frozen=True, slots=True)
class Check:
    """One read, in words. `place` is where its form is sent, `anchor` where it stands on the page."""

    anchor: str
    place: str
    citizen_id: UUID
    when: str
    iso: str
    who: str
    why: str
    reason: str | None
    area: str
    flagged: bool
    own: bool
    found: str | None
    found_by: str | None


@router.get(CHECKS)
async def checks(
    request: Request, session: Manager, maaned: str = "", side: Annotated[int, Query(ge=1, le=1000)] = 1
) -> Response:
    """What broke the glass first, then the sample, in pages. Each service by itself: one that is away is named."""
    web = Web.of(request)
    today = local_day(web.now())
    month = maaned if _MONTH.fullmatch(maaned) else f"{today.year}-{today.month:02}"
    found: list[tuple[bool, str, Check]] = []
    away: list[str] = []
    for part, area in _AREAS.items():
        items = await _of(web, session, part, month)
        if items is None:
            away.append(area.lower())
        found += [(not each["flagged"], each["at"], _check(each, part, month, web.now())) for each in items or ()]
    # Newest first among those that broke the glass, and among the others.
    found.sort(key=lambda each: each[1], reverse=True)
    every = [check for *_, check in sorted(found, key=lambda each: each[0])]
    shown = every[(side - 1) * _SHOWN : side * _SHOWN]
    names = await web.names.of(
        (each.citizen_id for each in shown), session.access_token, purpose=PurposeCode.SUPERVISION
    )
    year, number = int(month[:4]), int(month[5:])
    over = (year, number) < (today.year, today.month)
    return web.pages.answer(
        request, "manager/checks.html", session=session, month=f"{_MONTHS[number - 1]} {year}", this=month, names=names,
        flagged=[each for each in shown if each.flagged], sample=[each for each in shown if not each.flagged],
        away=away, left=sum(each.found is None and not each.own for each in every), page=side,
        any_flagged=any(each.flagged for each in every), any_sample=any(not each.flagged for each in every),
        before=_address(date(year, number, 1), side - 1) if side > 1 else None,
        more=_address(date(year, number, 1), side + 1) if side * _SHOWN < len(every) else None,
        earlier=_address(date(year - (number == 1), (number - 2) % 12 + 1, 1)),
        later=_address(date(year + number // 12, number % 12 + 1, 1)) if over else None,
    )  # fmt: skip


@router.post(CHECKS + "/{part}/{access_id}")
async def looked_at(
    request: Request,
    session: ManagerWrites,
    part: Part,
    access_id: Annotated[int, Path(ge=1, lt=2**63)],
    fundet: Annotated[Outcome, Form()],
    maaned: Annotated[str, Form(max_length=7)] = "",
    side: Annotated[int, Form(ge=1, le=1000)] = 1,
) -> Response:
    """In order, or to be followed up; the last word stands."""
    web = Web.of(request)
    if part == "notifications":
        try:
            await web.inside.looked_at(session.actor, access_id, fundet)
        except Problem as problem:
            raise Refused("not-found", "Opslaget kan ikke markeres.", status=problem.status_code) from None
    else:
        await web.elsewhere.send(part, "PUT", f"{_ROUTE}/{access_id}", session, json={"outcome": fundet})
    back = _address(date(int(maaned[:4]), int(maaned[5:]), 1), side) if _MONTH.fullmatch(maaned) else CHECKS
    return RedirectResponse(f"{back}#{part}-{access_id}", 303, {"Cache-Control": "no-store"})


async def _of(web: Web, session: Session, part: str, month: str) -> list[Mapping[str, Any]] | None:
    """None where it cannot be had just now."""
    try:
        if part == "notifications":
            return [each.model_dump(mode="json") async for each in _own(web, session, month)]
        service: Literal["referral", "kraftcenter"] = "referral" if part == "referral" else "kraftcenter"
        query = {"month": month, "limit": _EACH}
        return [item async for item in web.elsewhere.every(service, _ROUTE, session, query=query)]
    except (Refused, Forbidden):
        return None


async def _own(web: Web, session: Session, month: str) -> AsyncIterator[SpotCheckOut]:
    cursor = None
    while True:
        page = await web.inside.spot_checks(session.actor, month, cursor, _EACH)
        for each in page.items:
            yield each
        if page.next is None:
            return
        cursor = page.next


def _check(item: Mapping[str, Any], part: str, month: str, now: datetime) -> Check:
    at, looked = datetime.fromisoformat(item["at"]), item["looked_at"]
    return Check(
        anchor=f"{part}-{item['access_id']}",
        place=f"{CHECKS}/{part}/{item['access_id']}",
        citizen_id=UUID(item["citizen_id"]),
        when=moment(at, now),
        iso=item["at"],
        who=f"{item['who']} ({_ROLES.get(item['role'], item['role'])})",
        why=plain.word("staff_purpose", item["purpose"]),
        reason=item["reason"],
        area=_AREAS[part],
        flagged=item["flagged"],
        own=item["own"],
        found=None if looked is None else _OUTCOMES[looked["outcome"]],
        found_by=None if looked is None else f"{looked['by']}, {moment(datetime.fromisoformat(looked['at']), now)}",
    )


def _address(month: date, page: int = 1) -> str:
    return f"{CHECKS}?maaned={month.year}-{month.month:02}" + (f"&side={page}" if page > 1 else "")
