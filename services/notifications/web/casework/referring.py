"""Ny henvisning: whom, to what, and beside it who gets to know what (P3) and what would intrude less (R8)."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework import addresses, enrolling, glass
from services.notifications.web.casework.fields import ALL_THEMES, Field, a_code
from services.notifications.web.casework.known import Referral
from services.notifications.web.casework.looks import Look, called, part, person_part
from services.notifications.web.casework.sheets import Sheet, fresh, send, status_of
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.casework.steps import NEW, Step
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import EligibilityDecided, ReferralCreated, Reporter
from shared.contracts.codes import OFFERS
from shared.contracts.display import department_name
from shared.contracts.referring import hints, open_to, receiver_of, refers_on_decision

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SLUG: Final = "henvis"


@router.get(addresses.REFER)
async def refer(
    request: Request, session: Staff, borger: UUID | None = None, afgoerelse: UUID | None = None
) -> Response:
    """First whom it is about, then what is asked for. `afgoerelse` names a granted decision to refer on."""
    if borger is None:
        return _whom(request, session, EMPTY)
    return await _page(request, session, borger, afgoerelse)


@router.post(addresses.REFER + "/borger")
async def whom(
    request: Request, session: ProvenStaff, cpr: Annotated[str, Form()] = "", navn: Annotated[str, Form()] = ""
) -> Response:
    """On to the form, with the citizen's id in place of the number."""
    found = await enrolling.enrol(Web.of(request), session, cpr, navn)
    if isinstance(found, Filled):
        return _whom(request, session, found)
    return RedirectResponse(addresses.refer(found), 303, {"Cache-Control": "no-store"})


@router.post(addresses.REFER)
async def send_referral(
    request: Request,
    session: ProvenStaff,
    borger: Annotated[UUID, Query()],
    afgoerelse: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Sends it, or says who would be told; then to the citizen's page with the receipt."""
    look = Look(Web.of(request), session)
    known, happened = await _known(look, borger)
    by = session.actor.reporter()
    granted = _granted(happened)
    step = _chosen(_step(by, granted, afgoerelse), by, granted, await request.form())

    async def page(sheet: Sheet) -> Response:
        return await _page(request, session, borger, afgoerelse, sheet)

    def gentler(data: Mapping[str, object]) -> tuple[str, ...]:
        return _hints(data, by, known)

    return await send(request, session, step, borger, page, addresses.citizen(borger), gentler)


def _whom(request: Request, session: Session, filled: Filled) -> Response:
    return Web.of(request).pages.answer(
        request,
        "casework/whom.html",
        session=session,
        status=422 if filled.faults else 200,
        filled=filled,
        enrols=session.actor.has("coordinator"),
        a=addresses,
    )


async def _page(
    request: Request, session: Session, citizen_id: UUID, decision: UUID | None, sheet: Sheet | None = None
) -> Response:
    web = Web.of(request)
    look = glass.look(request, session, citizen_id)
    person = await person_part(look, citizen_id)
    _, happened = await _known(look, citizen_id)
    step = _step(session.actor.reporter(), _granted(happened), decision)
    return web.pages.answer(
        request,
        "casework/refer.html",
        session=session,
        status=status_of(sheet),
        citizen_id=citizen_id,
        name=called(person.value, citizen_id),
        known=person.value is not None,
        sheet=sheet or fresh(step, addresses.refer(citizen_id, decision)),
        a=addresses,
    )


async def _known(look: Look, citizen_id: UUID) -> tuple[list[Referral], list[TimelineEntry]]:
    """As far as the reader may know them: of a citizen new to the department nothing."""
    known = await part(look.referrals(citizen_id=str(citizen_id)), [])
    happened = await part(look.timeline(citizen_id), [])
    return known.value, happened.value


def _step(by: Reporter, granted: Mapping[str, str], decision: UUID | None) -> Step:
    offers = tuple(
        (offer.code, f"{offer.name} – {_goes_to(offer.code, by)}")
        for offer in OFFERS.values()
        if open_to(offer, by) and (not refers_on_decision(offer, by) or offer.code in granted)
    )
    chosen = next((code for code, id_ in granted.items() if decision is not None and id_ == str(decision)), "")
    return Step(
        _SLUG, ReferralCreated, "Ny henvisning", "Send henvisningen",
        {"referral_id": NEW, "from_department": by.department, "origin": "professional"},
        (
            Field("offer", "Hvad henvises borgeren til?", "one_of", offers, needed="Vælg et tilbud."),
            a_code("priority", "Hvor meget haster det?", "priority", needed="Vælg, hvor meget det haster.",
                   assumed="routine"),
            Field("themes", "Hvad handler det om?", "some_of", ALL_THEMES, hint="Vælg gerne flere."),
            Field("note", "Bemærkning til modtageren", "words", private=True,
                  hint="Kan læses på henvisningen af de afdelinger, der er part i sagen. Den sendes ikke i nogen "
                  "besked."),
        ),
    ).starting(offer=chosen, priority="routine")  # fmt: skip


def _chosen(step: Step, by: Reporter, granted: Mapping[str, str], form: Mapping[str, object]) -> Step:
    """With what follows from the offer that was chosen: who receives it, and the decision it rests on."""
    offer = OFFERS.get(str(form.get(step.at("offer"), "")))
    fixed = dict(step.fixed)
    if offer is not None:
        fixed["to_department"] = receiver_of(offer, by)
        if refers_on_decision(offer, by):
            fixed["decision_id"] = granted.get(offer.code)
    return step.with_fixed(fixed)


def _granted(happened: Iterable[TimelineEntry]) -> dict[str, str]:
    """The last granted decision on each offer that no referral rests on yet, as far as the timeline tells."""
    granted: dict[str, str] = {}
    for entry in happened:
        if entry.event_type == EligibilityDecided.type and entry.data["granted"]:
            granted[entry.data["offer"]] = entry.data["decision_id"]
        elif entry.event_type == ReferralCreated.type and entry.data.get("decision_id"):
            granted = {code: id_ for code, id_ in granted.items() if id_ != entry.data["decision_id"]}
    return granted


def _goes_to(code: str, by: Reporter) -> str:
    offer = OFFERS[code]
    receiver = department_name(receiver_of(offer, by))
    if not offer.needs_decision:
        return f"sendes til {receiver}"
    if refers_on_decision(offer, by):
        return f"sendes til {receiver} på jeres afgørelse"
    return f"ansøgning til {receiver}, som træffer afgørelse"


def _hints(data: Mapping[str, object], by: Reporter, known: Iterable[Referral]) -> tuple[str, ...]:
    """R8: as the receipt will say it."""
    offer = data.get("offer")
    tried = {each.offer for each in known if each.state != "entered-in-error"}
    return hints(offer, by, tried) if isinstance(offer, str) and offer in OFFERS else ()
