"""Letting a relative know, changing what, and stopping it (P2). Before it counts, the citizen sees who is told (P3)."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.shown import DesignationShown
from services.notifications.web import plain
from services.notifications.web.citizen.knowing import RELATIVES, designated, name_of
from services.notifications.web.citizen.who import Citizen, CitizenWrites, oneself
from services.notifications.web.cookies import KNOWING
from services.notifications.web.door import PageRoute
from services.notifications.web.elsewhere import Wrong
from services.notifications.web.forms import EMPTY, WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.previewing import who_hears
from services.notifications.web.reporting import an_event, form_id, report_here, tried
from services.notifications.web.sessions import Session
from shared.contracts import DesignationChanged, DesignationRevoked, Refused, RelativeDesignated

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_RELATIONS: Final = ("family", "friend", "neighbour", "other")
_FIRST: Final = ("inbox", "mail")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{6,22}[0-9]")
_FIELDS = {
    "/data/relation": "relation",
    "/data/may_know": "typer",
    "/data/channels": "kanaler",
    "/data/private/contact/name": "navn",
    "/data/private/contact/email": "mail",
    "/data/private/contact/phone": "telefon",
}
_NAMELESS = "Skriv personens navn, som du kalder dem."
_ADDRESSLESS = "Skriv en mailadresse, for eksempel navn@eksempel.dk. Invitationen bliver sendt dertil."
_PHONELESS = "Skriv et telefonnummer, for eksempel 20 12 34 56."

Text = Annotated[str, Form()]
Some = Annotated[list[str] | None, Form()]


@router.get(RELATIVES + "/ny")
async def choose(request: Request, session: Citizen) -> Response:
    return _form(request, session, Filled({"kanaler": _FIRST}), form_id(), None)


@router.post(RELATIVES + "/ny")
async def chosen(
    request: Request,
    session: CitizenWrites,
    id_: Annotated[str, Form(alias="id")] = "",
    navn: Text = "",
    mail: Text = "",
    telefon: Text = "",
    relation: Text = "",
    typer: Some = None,
    kanaler: Some = None,
    trin: Text = "",
) -> Response:
    """What is chosen, then who will know (`trin` is `se`), then it counts (`send`); `ret` goes back."""
    id_ = form_id(id_)
    filled = Filled({"navn": navn, "mail": mail, "telefon": telefon, "relation": relation, "typer": typer or (),
                     "kanaler": kanaler or ()})  # fmt: skip
    offered = _offered(Web.of(request), None)
    channels = [code for code in filled.all("kanaler") if code in offered]
    by_phone = any(offered[code] == "phone" for code in channels)
    faults = _faults(filled, channels)
    if not navn.strip():
        faults = {"navn": _NAMELESS, **faults}
    if not _EMAIL.fullmatch(mail.strip()):
        faults["mail"] = _ADDRESSLESS
    if by_phone and not _PHONE.fullmatch(telefon.strip()):
        faults["telefon"] = _PHONELESS
    if relation not in _RELATIONS:
        faults["relation"] = "Vælg, hvem personen er for dig."
    data = {
        # The form's id is the designation's too: sent twice, it is one.
        "designation_id": id_,
        "relation": relation,
        "may_know": list(filled.all("typer")),
        "channels": channels,
        # A number that nothing is sent to is not kept.
        "private": {
            "contact": {"name": navn.strip(), "email": mail.strip(), **({"phone": telefon.strip()} if by_phone else {})}
        },
    }
    return await _go_on(request, session, filled, faults, id_, trin, RelativeDesignated, data, None)


@router.get(RELATIVES + "/{designation_id}")
async def change(request: Request, session: Citizen, designation_id: UUID) -> Response:
    known = await _standing(Web.of(request), session, designation_id)
    types = [plain.short(type_) for type_ in known.may_know]
    return _form(request, session, Filled({"typer": types, "kanaler": known.channels}), form_id(), known)


@router.post(RELATIVES + "/{designation_id}")
async def changed(
    request: Request,
    session: CitizenWrites,
    designation_id: UUID,
    id_: Annotated[str, Form(alias="id")] = "",
    typer: Some = None,
    kanaler: Some = None,
    trin: Text = "",
) -> Response:
    """As `chosen`. Who it is and where they are reached stays as it is, and so do channels not to be had here."""
    web = Web.of(request)
    known = await _standing(web, session, designation_id)
    filled = Filled({"typer": typer or (), "kanaler": kanaler or ()})
    offered = _offered(web, known)
    kept = [code for code in known.channels if code not in offered]
    channels = [code for code in filled.all("kanaler") if code in offered] + kept
    data = {
        "designation_id": str(designation_id),
        "may_know": list(filled.all("typer")),
        "channels": channels,
    }
    faults = _faults(filled, channels)
    return await _go_on(request, session, filled, faults, form_id(id_), trin, DesignationChanged, data, known)


@router.get(RELATIVES + "/{designation_id}/stop")
async def stop(request: Request, session: Citizen, designation_id: UUID) -> Response:
    return await _stopping(request, session, designation_id, form_id(), EMPTY)


@router.post(RELATIVES + "/{designation_id}/stop")
async def stopped(
    request: Request, session: CitizenWrites, designation_id: UUID, id_: Annotated[str, Form(alias="id")] = ""
) -> Response:
    """P2: from now on; what is queued is stopped."""
    web, id_ = Web.of(request), form_id(id_)
    answer = await tried(report_here(web, session, _revoking(web, session, id_, designation_id)))
    if isinstance(answer, Wrong) and not answer.known:
        wrong = Filled({}, {WHOLE_FORM: answer.detail})
        return await _stopping(request, session, designation_id, id_, wrong, answer.status)
    return RedirectResponse(f"{KNOWING}?gjort=stoppet", 303, {"Cache-Control": "no-store"})


def _offered(web: Web, known: DesignationShown | None) -> Mapping[str, str | None]:
    """The channels to choose from, and the contact each needs. A number is given with the choice of the relative alone:
    where it is not kept, what needs it cannot be chosen afterwards."""
    offered = web.inside.channels()
    return {
        code: contact
        for code, contact in offered.items()
        if known is None or contact != "phone" or code in known.channels
    }


def _faults(filled: Filled, channels: Sequence[str]) -> dict[str, str]:
    faults = {}
    if not filled.all("typer"):
        faults["typer"] = "Vælg mindst én ting, de må få at vide."
    if not channels:
        faults["kanaler"] = "Vælg mindst én måde."
    return faults


async def _go_on(
    request: Request,
    session: Session,
    filled: Filled,
    faults: Mapping[str, str],
    id_: str,
    step: str,
    fact: type[RelativeDesignated] | type[DesignationChanged],
    data: Mapping[str, Any],
    known: DesignationShown | None,
) -> Response:
    web = Web.of(request)
    if step == "ret" or faults:
        return _form(request, session, filled.but({} if step == "ret" else faults), id_, known, 422 if faults else 200)
    event = an_event(id_, fact, oneself(session), web.now(), data)
    answer = await tried(report_here(web, session, event) if step == "send" else who_hears(web, session, event))
    if isinstance(answer, Wrong) and not answer.known:
        said = {_FIELDS.get(pointer, WHOLE_FORM): words for pointer, words in answer.fields.items()}
        said = said or {WHOLE_FORM: answer.detail}
        return _form(request, session, filled.but(said), id_, known, answer.status)
    if step == "send":
        # Sent twice: the first counts, and the page shows what it was.
        done = "allerede" if isinstance(answer, Wrong) else "valgt" if known is None else "aendret"
        return RedirectResponse(f"{KNOWING}?gjort={done}", 303, {"Cache-Control": "no-store"})
    return web.pages.answer(
        request, "citizen/relative_check.html", session=session, filled=filled, id=id_, heard=answer,
        name=filled.given("navn") if known is None else name_of(known), new=known is None,
        types=[plain.may_know(f"dk.samspil.{short}.v1", "citizen") for short in filled.all("typer")],
        channels=[plain.word("channel", channel) for channel in data["channels"]], action=_action(known),
        taken_away=known is not None and bool({*map(plain.short, known.may_know)} - {*filled.all("typer")}),
    )  # fmt: skip


def _form(
    request: Request, session: Session, filled: Filled, id_: str, known: DesignationShown | None, status: int = 200
) -> Response:
    web = Web.of(request)
    offered = _offered(web, known)
    return web.pages.answer(
        request, "citizen/relative.html", session=session, status=status, filled=filled, id=id_,
        name=None if known is None else name_of(known), action=_action(known), types=plain.choices(),
        relations=[(code, plain.word("relation", code)) for code in _RELATIONS],
        channels=[(code, plain.word("channel", code)) for code in offered], back=KNOWING,
        phone="phone" in offered.values(),
        stop=None if known is None else f"{_action(known)}/stop",
    )  # fmt: skip


async def _stopping(
    request: Request, session: Session, designation_id: UUID, id_: str, filled: Filled, status: int = 200
) -> Response:
    web = Web.of(request)
    known = await _standing(web, session, designation_id)
    heard = await tried(who_hears(web, session, _revoking(web, session, id_, designation_id)))
    return web.pages.answer(
        request, "citizen/relative_stop.html", session=session, status=status, filled=filled, id=id_,
        heard=None if isinstance(heard, Wrong) else heard, name=name_of(known), action=f"{_action(known)}/stop",
        back=KNOWING,
    )  # fmt: skip


def _revoking(web: Web, session: Session, id_: str, designation_id: UUID) -> dict[str, Any]:
    data = {"designation_id": str(designation_id)}
    return an_event(id_, DesignationRevoked, oneself(session), web.now(), data)


def _action(known: DesignationShown | None) -> str:
    return f"{RELATIVES}/{'ny' if known is None else known.designation_id}"


async def _standing(web: Web, session: Session, designation_id: UUID) -> DesignationShown:
    for each in await designated(web, session):
        if each.designation_id == designation_id and each.standing:
            return each
    detail = "Det er allerede stoppet, eller det har aldrig været der. Gå til ”Hvem ved hvad”, og se, hvad der gælder."
    raise Refused("not-found", detail, status=404)
