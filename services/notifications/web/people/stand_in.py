"""`/vikarer`: who stands in, and what is unread past its deadline (N4)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.unread import Overdue, StandIn
from services.notifications.web.cards import answered_at
from services.notifications.web.cookies import STAND_IN
from services.notifications.web.dates import ZONE, day, moment
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import Filled
from services.notifications.web.manager.who import Manager, ManagerWrites
from services.notifications.web.parts import Web
from services.notifications.web.people.cases import people_of
from services.notifications.web.sessions import Session
from shared.contracts import Refused

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_DONE: Final = {"gemt": "Vikaren er gemt.", "fjernet": "Vikaren er fjernet."}
_DATE: Final = "Vælg en dag."


@router.get(STAND_IN)
async def stand_in(request: Request, session: Manager, gjort: str = "") -> Response:
    """Who stands in, and what is unread past its deadline. `gjort` says what was done just before."""
    return await _stand_in(request, session, None, done=_DONE.get(gjort))


@router.post(STAND_IN)
async def set_stand_in(
    request: Request,
    session: ManagerWrites,
    navn: Annotated[str, Form()] = "",
    mail: Annotated[str, Form()] = "",
    fra: Annotated[str, Form()] = "",
    til: Annotated[str, Form()] = "",
    goer: Annotated[str, Form()] = "",
) -> Response:
    """Chooses one, or none any more."""
    people, reader = people_of(request), session.actor.reporter()
    if goer == "fjern":
        try:
            await people.remove_stand_in(reader)
        except Refused as refused:
            # Taken away already, from another tab.
            if refused.status != 404:
                raise
        return RedirectResponse(f"{STAND_IN}?gjort=fjernet", 303, {"Cache-Control": "no-store"})
    begins, ends = _day(fra), _day(til)
    faults = {name: _DATE for name, given in (("fra", begins), ("til", ends)) if given is None}
    if begins and ends:
        try:
            await people.set_stand_in(reader, navn, mail, (begins, ends))
        except Refused as refused:
            fields = {"/name": "navn", "/email": "mail", "/until": "til"}
            faults = {fields.get(error.pointer or "", ""): error.detail for error in refused.errors}
            if not faults:
                raise
    if faults:
        given = {"navn": navn[:200], "mail": mail[:300], "fra": fra[:20], "til": til[:20]}
        return await _stand_in(request, session, Filled(given, faults), status=422)
    return RedirectResponse(f"{STAND_IN}?gjort=gemt", 303, {"Cache-Control": "no-store"})


async def _stand_in(
    request: Request, session: Session, filled: Filled | None, status: int = 200, done: str | None = None
) -> Response:
    web, people, reader = Web.of(request), people_of(request), session.actor.reporter()
    today = web.now().astimezone(ZONE).date()
    found = await people.stand_in(reader.department or "")
    unread = await people.unread(reader)
    return web.pages.answer(
        request,
        "stand_in.html",
        session=session,
        status=status,
        filled=filled or Filled(_as_form(found, today)),
        done=done,
        found=None
        if found is None
        else {"name": found.name, "from": day(found.begins_on, today)}
        | {"until": day(found.ends_on, today), "now": found.on(today)},
        unread=[_overdue(item, web) for item in unread],
    )


def _as_form(found: StandIn | None, today: date) -> Mapping[str, str]:
    if found is None:
        return {"fra": today.isoformat()}
    return {
        "navn": found.name,
        "mail": found.email,
        "fra": found.begins_on.isoformat(),
        "til": found.ends_on.isoformat(),
    }


def _overdue(item: Overdue, web: Web) -> Mapping[str, str | None]:
    far = "Vikaren er bedt om at læse den." if item.level == 1 else "Du og de andre ledere har fået besked."
    return {
        "text": item.text,
        "action": item.action,
        "due": None if item.due is None else moment(item.due, web.now()),
        "told": moment(item.created_at, web.now()),
        "far": far,
        "address": answered_at(item.referral_id, item.intervention_id),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
