"""`/sletning`: one manager asks that a citizen be erased, another confirms it (V3). Referral decides and logs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.casework import enrolling, glass
from services.notifications.web.casework.looks import Look, called, person_part
from services.notifications.web.cookies import ERASING
from services.notifications.web.dates import ZONE, day, moment
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.manager.who import Manager, ManagerWrites
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.display import department_name
from shared.identity import Forbidden, PurposeCode

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_REASON: Final = "grund"
_SURE: Final = "sikker"
_DONE: Final = {
    "bedt": "Du har bedt om sletningen. Nu skal en anden leder bekræfte den. Intet er slettet endnu.",
    "trukket": "Sletningen er trukket tilbage. Intet er slettet.",
    "slettet": "Borgeren er slettet. Resten af Samspil sletter det, det har, i løbet af kort tid.",
}
_UNSURE: Final = "Sæt kryds, når du er sikker. Det kan ikke fortrydes."
_CLOSED: Final = (
    "Jeres afdeling arbejder ikke med borgeren nu. Skriv, hvorfor det er nødvendigt, så bliver det en nødadgang."
)
_NONE: Final = "Ingen har bedt om, at borgeren slettes, eller det er allerede sket."
_NOBODY: Final = {
    False: "Tjek cifrene. Arbejder jeres afdeling ikke med borgeren længere, så skriv også, hvorfor det er nødvendigt "
    "at slå borgeren op.",
    True: "Tjek cifrene. Er de rigtige, findes borgeren ikke i Samspil, og så er der ikke noget at slette.",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One that stands, in words. `own` is the reader's, who cannot confirm it."""

    citizen_id: UUID
    address: str
    department: str
    when: str
    until: str
    own: bool


@router.get(ERASING)
async def waiting(request: Request, session: Manager, gjort: str = "") -> Response:
    """What waits for a second manager, and asking. `gjort` says what was done just before."""
    return await _list(request, session, done=_DONE.get(gjort))


@router.post(ERASING + "/find")
async def find(
    request: Request,
    session: ManagerWrites,
    cpr: Annotated[str, Form()] = "",
    grund: Annotated[str, Form()] = "",
) -> Response:
    """To the page of the citizen with this number. Number and reason stand in no address."""
    reason = grund.strip()
    wrong = glass.fault(reason) if reason else ""
    filled = Filled({_REASON: grund}, {_REASON: wrong} if wrong else {})
    found = None if wrong else await enrolling.find(Web.of(request), session, cpr, reason or None)
    if isinstance(found, Filled):
        return await _list(request, session, filled.but(found.faults), status=422)
    if found is None:
        return await _list(request, session, filled, None if wrong else _NOBODY[bool(reason)], 422 if wrong else 200)
    if reason:
        return await _one(request, session, found, Filled({_REASON: reason}))
    return RedirectResponse(_address(found), 303, {"Cache-Control": "no-store"})


@router.get(ERASING + "/{citizen_id}")
async def one(request: Request, session: Manager, citizen_id: UUID) -> Response:
    """How it stands with one citizen, and what the reader can do."""
    return await _one(request, session, citizen_id)


@router.post(ERASING + "/{citizen_id}")
async def ask(
    request: Request, session: ManagerWrites, citizen_id: UUID, grund: Annotated[str, Form()] = ""
) -> Response:
    """Asks; with a reason in words as who breaks the glass. Nothing is deleted by it."""
    reason = grund.strip()
    wrong = glass.fault(reason) if reason else ""
    if wrong:
        return await _one(request, session, citizen_id, Filled({_REASON: grund}, {_REASON: wrong}), 422)
    try:
        await Web.of(request).elsewhere.send("referral", "POST", _at(citizen_id), session, **_why(reason or None))
    except Forbidden:
        if reason:
            raise
        return await _one(request, session, citizen_id, Filled({}, {_REASON: _CLOSED}), 422)
    return _back("bedt")


@router.post(ERASING + "/{citizen_id}/traek-tilbage")
async def withdraw(request: Request, session: ManagerWrites, citizen_id: UUID) -> Response:
    """By who asked, or by any other manager who says no. What is gone already is no error."""
    try:
        await Web.of(request).elsewhere.send("referral", "DELETE", _at(citizen_id), session)
    except Refused as refused:
        if refused.status != 404:
            raise
    return _back("trukket")


@router.post(ERASING + "/{citizen_id}/bekraeft")
async def confirm(
    request: Request, session: ManagerWrites, citizen_id: UUID, sikker: Annotated[str, Form()] = ""
) -> Response:
    """By another manager than who asked: everything goes, for good."""
    web = Web.of(request)
    standing = await _standing(web, session, citizen_id)
    if standing is None:
        raise Refused("not-found", _NONE, status=404)
    if standing.own:
        return await _one(request, session, citizen_id, status=403)
    if not sikker:
        return await _one(request, session, citizen_id, Filled({}, {_SURE: _UNSURE}), 422)
    await web.elsewhere.send("referral", "POST", f"{_at(citizen_id)}/confirmation", session)
    return _back("slettet")


async def _list(
    request: Request,
    session: Session,
    filled: Filled = EMPTY,
    nobody: str | None = None,
    status: int = 200,
    *,
    done: str | None = None,
) -> Response:
    web = Web.of(request)
    try:
        asks = [_ask(item, web.now()) async for item in web.elsewhere.every("referral", "/erasures", session)]
    except (Refused, Forbidden):
        asks = None
    names = await web.names.of(
        (each.citizen_id for each in asks or ()), session.access_token, purpose=PurposeCode.SUPERVISION
    )
    return web.pages.answer(
        request, "manager/erasures.html", session=session, status=status, asks=asks, filled=filled, nobody=nobody,
        names={each.citizen_id: names.get(each.citizen_id) or called(None, each.citizen_id) for each in asks or ()},
        done=done, action=f"{ERASING}/find",
    )  # fmt: skip


async def _one(
    request: Request, session: Session, citizen_id: UUID, filled: Filled = EMPTY, status: int = 200
) -> Response:
    """`filled` may hold a reason; one that is right opens the name."""
    web = Web.of(request)
    standing = await _standing(web, session, citizen_id)
    reason = "" if filled.wrong(_REASON) else filled.given(_REASON)
    person = await person_part(Look(web, session, reason or None), citizen_id)
    return web.pages.answer(
        request, "manager/erasure.html", session=session, status=status, filled=filled, standing=standing,
        name=called(person.value, citizen_id), known=person.value is not None, reason=reason,
        action=_address(citizen_id), back=ERASING, sure=[("ja", "Ja, det er den rigtige borger, og alt skal slettes")],
    )  # fmt: skip


async def _standing(web: Web, session: Session, citizen_id: UUID) -> Ask | None:
    try:
        return _ask(await web.elsewhere.read("referral", _at(citizen_id), session), web.now())
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


def _ask(item: Mapping[str, Any], now: datetime) -> Ask:
    citizen_id, expires = UUID(item["citizen_id"]), datetime.fromisoformat(item["expires_at"])
    return Ask(
        citizen_id,
        _address(citizen_id),
        department_name(item["department"]),
        moment(datetime.fromisoformat(item["asked_at"]), now),
        day(expires.astimezone(ZONE).date(), now.astimezone(ZONE).date()),
        item["own"],
    )


def _why(reason: str | None) -> dict[str, str | None]:
    return {"purpose": None if reason is None else PurposeCode.EMERGENCY.value, "reason": reason}


def _at(citizen_id: UUID) -> str:
    return f"/citizens/{citizen_id}/erasure"


def _address(citizen_id: UUID) -> str:
    return f"{ERASING}/{citizen_id}"


def _back(done: str) -> Response:
    return RedirectResponse(f"{ERASING}?gjort={done}", 303, {"Cache-Control": "no-store"})
