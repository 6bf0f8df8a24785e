"""One intervention: its follow-up and how it went; and beginning one without a referral."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notifications.web.casework import addresses, beginning, glass, receipts
from services.notifications.web.casework.intervention_steps import steps_of, while_running
from services.notifications.web.casework.looks import Look, called, part, person_part
from services.notifications.web.casework.sheets import Sheet, fresh, named, outrun, send, sheets_of, status_of
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.dates import day, deadline, local_day
from services.notifications.web.door import PageRoute
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.written import Written, written_in

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(addresses.BEGIN)
async def begin(request: Request, session: Staff, borger: UUID) -> Response:
    """An intervention that nobody referred to: the department's own accord."""
    return await _beginning(request, session, borger)


@router.post(addresses.BEGIN)
async def send_beginning(request: Request, session: ProvenStaff, borger: Annotated[UUID, Query()]) -> Response:
    async def page(sheet: Sheet) -> Response:
        return await _beginning(request, session, borger, sheet)

    step = beginning.start(session.actor.reporter(), local_day(Web.of(request).now()))
    return await send(request, session, step, borger, page, addresses.citizen(borger))


@router.get(addresses.INTERVENTIONS + "/{intervention_id}")
async def intervention(
    request: Request, session: Staff, intervention_id: UUID, sendt: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """How it stands, and what can be reported of it."""
    return await _page(request, session, intervention_id, sendt=sendt)


@router.post(addresses.INTERVENTIONS + "/{intervention_id}/{slug}")
async def report(request: Request, session: ProvenStaff, intervention_id: UUID, slug: str) -> Response:
    """One of the forms."""
    web = Web.of(request)
    look = await _look(request, session, intervention_id)
    known = await look.intervention(intervention_id)
    happened = await part(look.timeline(known.citizen), [])
    today = local_day(web.now())
    steps = steps_of(known, session.actor.reporter(), happened.value, today)
    step = named([*steps, *while_running(known, today)], slug)
    if step is None:
        return await _page(request, session, intervention_id, late=await written_in(request))

    async def page(sheet: Sheet) -> Response:
        return await _page(request, session, intervention_id, sheet=sheet)

    return await send(request, session, step, known.citizen, page, addresses.intervention(intervention_id))


async def _page(
    request: Request,
    session: Session,
    id_: UUID,
    *,
    sheet: Sheet | None = None,
    late: Written | None = None,
    sendt: str | None = None,
) -> Response:
    """`late` is what was written in a form that could no longer be sent."""
    web = Web.of(request)
    look = await _look(request, session, id_)
    known = await look.intervention(id_)
    person, happened = await asyncio.gather(person_part(look, known.citizen), part(look.timeline(known.citizen), []))
    today = local_day(web.now())
    steps = steps_of(known, session.actor.reporter(), happened.value, today)
    if sheet is not None and outrun(steps, sheet):
        late = sheet.written
    return web.pages.answer(
        request,
        "casework/intervention.html",
        session=session,
        status=status_of(sheet, late is not None),
        known=known,
        name=called(person.value, known.citizen),
        started=day(known.started_on, today),
        ended=day(known.ended_on, today) if known.ended_on else None,
        due=deadline(known.follow_up_on, web.now()) if known.running else None,
        missing=happened.missing,
        faster=late is not None,
        written=late or (),
        sheets=sheets_of(steps, addresses.intervention(id_), sheet),
        a=addresses,
        receipt=await receipts.found(web, session, sendt),
    )


async def _beginning(request: Request, session: Session, citizen_id: UUID, sheet: Sheet | None = None) -> Response:
    web = Web.of(request)
    person = await person_part(glass.look(request, session, citizen_id), citizen_id)
    step = beginning.start(session.actor.reporter(), local_day(web.now()))
    return web.pages.answer(
        request,
        "casework/begin.html",
        session=session,
        status=status_of(sheet),
        citizen_id=citizen_id,
        name=called(person.value, citizen_id),
        sheet=sheet or fresh(step, addresses.begin(citizen_id)),
        a=addresses,
    )


async def _look(request: Request, session: Session, intervention_id: UUID) -> Look:
    """With the reason of a broken glass where the intervention is of the citizen it was broken for."""

    async def theirs(look: Look, citizen_id: UUID) -> bool:
        happened = await part(look.timeline(citizen_id), [])
        return any(entry.data.get("intervention_id") == str(intervention_id) for entry in happened.value)

    return await glass.look_at(request, session, lambda look: look.intervention(intervention_id), theirs)
