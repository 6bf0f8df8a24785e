"""One referral: what is to be decided, and every move the reader may make now; two clicks to an answer."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework import addresses, glass, moves, receipts
from services.notifications.web.casework.known import Intervention, Person, Referral
from services.notifications.web.casework.looks import Look, Part, called, part, person_part
from services.notifications.web.casework.sheets import (
    ID,
    Sheet,
    already,
    named,
    outrun,
    send,
    sheets_of,
    status_of,
    with_told,
)
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.casework.steps import Step
from services.notifications.web.dates import Deadline, deadline, local_day
from services.notifications.web.door import PageRoute
from services.notifications.web.parts import Web
from services.notifications.web.reporting import form_id
from services.notifications.web.sessions import Session
from services.notifications.web.written import Written, written_in
from shared.contracts import EligibilityDecided, InterventionStarted
from shared.contracts.codes import OFFERS

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class View:
    """`grant` is the granted decision that can be referred on."""

    referral: Referral
    name: str
    due: Deadline | None
    mine: bool
    timeline: Part[list[TimelineEntry]]
    intervention: Intervention | None
    grant: UUID | None
    signs_up: bool


@router.get(addresses.REFERRALS + "/{referral_id}")
async def referral(
    request: Request, session: Staff, referral_id: UUID, sendt: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """What is asked for, how it stands and what can be done about it."""
    return await _page(request, session, referral_id, sendt=sendt)


@router.post(addresses.REFERRALS + "/{referral_id}/{slug}")
async def move(request: Request, session: ProvenStaff, referral_id: UUID, slug: str) -> Response:
    """One of the forms. One that is no longer legal says who was faster, and what can be done now."""
    web = Web.of(request)
    look = await _look(request, session, referral_id)
    known = await look.referral(referral_id)
    happened = (await part(look.timeline(known.citizen), [])).value
    by, today = session.actor.reporter(), local_day(web.now())
    step = named(_steps(web, session, known, happened), slug) or moves.former(slug, known, by, happened, today)
    back = addresses.referral(referral_id)
    if step is None:
        if await _began(look, known, form_id((await request.form()).get(ID))):
            return already(back)
        return await _page(request, session, referral_id, late=await written_in(request))

    async def page(sheet: Sheet) -> Response:
        return await _page(request, session, referral_id, sheet=sheet)

    return await send(request, session, step, known.citizen, page, back)


async def _began(look: Look, known: Referral, form: str) -> bool:
    """Whether this very form began the intervention: the form's id is the intervention's."""
    begun: Part[Intervention | None] = await part(look.intervention(UUID(form)), None)
    return begun.value is not None and begun.value.referral == known.id


async def _page(
    request: Request,
    session: Session,
    referral_id: UUID,
    *,
    sheet: Sheet | None = None,
    late: Written | None = None,
    sendt: str | None = None,
) -> Response:
    """`late` is what was written in a form that could no longer be sent."""
    web = Web.of(request)
    look = await _look(request, session, referral_id)
    known = await look.referral(referral_id)
    person, happened = await asyncio.gather(person_part(look, known.citizen), part(look.timeline(known.citizen), []))
    steps = _steps(web, session, known, happened.value)
    if sheet is not None and outrun(steps, sheet):
        late = sheet.written
    # What takes one click shows whom it tells before the click; of the others it is asked.
    sheets = [
        await with_told(each, web, session, known.citizen) if each.step.leading and each.told is None else each
        for each in sheets_of(steps, addresses.referral(referral_id), sheet)
    ]
    return web.pages.answer(
        request,
        "casework/referral.html",
        session=session,
        status=status_of(sheet, late is not None),
        view=_view(web, session, known, person.value, happened, await _begun(look, happened.value, known)),
        faster=None if late is None else _faster(known),
        written=late or (),
        sheets=sheets,
        a=addresses,
        receipt=await receipts.found(web, session, sendt),
    )


async def _look(request: Request, session: Session, referral_id: UUID) -> Look:
    """With the reason of a broken glass where the referral is of the citizen it was broken for."""

    async def theirs(look: Look, citizen_id: UUID) -> bool:
        found = await part(look.referrals(citizen_id=str(citizen_id)), [])
        return any(each.id == referral_id for each in found.value)

    return await glass.look_at(request, session, lambda look: look.referral(referral_id), theirs)


def _steps(web: Web, session: Session, known: Referral, happened: list[TimelineEntry]) -> list[Step]:
    today = local_day(web.now())
    return moves.moves_of(known, session.actor.reporter(), happened, today)


def _view(
    web: Web,
    session: Session,
    known: Referral,
    person: Person | None,
    happened: Part[list[TimelineEntry]],
    begun: Intervention | None,
) -> View:
    now, own = web.now(), session.actor.department
    offer = OFFERS.get(known.offer)
    return View(
        referral=known,
        name=called(person, known.citizen),
        due=deadline(known.due, now) if known.due is not None and known.open else None,
        mine=known.next_owner is not None and known.next_owner == own,
        timeline=happened,
        intervention=begun,
        grant=_grant(happened.value, known, own),
        signs_up=offer is not None and offer.courses and known.state == "accepted" and own == known.sender,
    )


async def _begun(look: Look, happened: list[TimelineEntry], known: Referral) -> Intervention | None:
    """The intervention that rests on it."""
    own = [
        entry
        for entry in happened
        if entry.event_type == InterventionStarted.type and entry.data["referral_id"] == str(known.id)
    ]
    found = await part(look.interventions(own), [])
    return next((each for each in found.value if each.state != "entered-in-error"), None)


def _grant(happened: list[TimelineEntry], known: Referral, own: str | None) -> UUID | None:
    """R6: the decision on this application that the reader's department may refer on."""
    for entry in reversed(happened):
        if entry.event_type == EligibilityDecided.type and entry.data["referral_id"] == str(known.id):
            granted = entry.data["granted"] and own == known.receiver and known.state == "completed"
            return UUID(entry.data["decision_id"]) if granted else None
    return None


def _faster(known: Referral) -> str:
    return f"Henvisningen er nu ”{known.state_name}”. Sendte du to gange, er den første gemt."
