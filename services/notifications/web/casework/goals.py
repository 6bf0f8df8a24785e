"""Mål: a citizen's goals and sub-goals, the citizen's words beside the professional's; setting, agreeing, reaching."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notifications.web.casework import addresses, glass, receipts
from services.notifications.web.casework.goal_steps import Basis, steps_of
from services.notifications.web.casework.known import Goal
from services.notifications.web.casework.looks import Look, called, part, person_part
from services.notifications.web.casework.sheets import Sheet, named, outrun, send, sheets_of, status_of
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.casework.steps import Step
from services.notifications.web.dates import local_day
from services.notifications.web.door import PageRoute
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.written import Written, written_in
from shared.contracts.display import offer_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(addresses.CITIZEN + "/{citizen_id}/maal")
async def goals(
    request: Request, session: Staff, citizen_id: UUID, sendt: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """The overview (G3), and the forms that the reader may use now."""
    return await _page(request, session, citizen_id, sendt=sendt)


@router.post(addresses.CITIZEN + "/{citizen_id}/maal/{slug}")
async def report(request: Request, session: ProvenStaff, citizen_id: UUID, slug: str) -> Response:
    """One of the forms."""
    web = Web.of(request)
    known, basis = await _read(glass.look(request, session, citizen_id), citizen_id)
    step = named(_steps(known, basis, session, web), slug)
    if step is None:
        return await _page(request, session, citizen_id, late=await written_in(request))

    async def page(sheet: Sheet) -> Response:
        return await _page(request, session, citizen_id, sheet=sheet)

    return await send(request, session, step, citizen_id, page, addresses.goals(citizen_id))


async def _page(
    request: Request,
    session: Session,
    citizen_id: UUID,
    *,
    sheet: Sheet | None = None,
    late: Written | None = None,
    sendt: str | None = None,
) -> Response:
    """`late` is what was written in a form that could no longer be sent."""
    web = Web.of(request)
    look = glass.look(request, session, citizen_id)
    person, found, happened = await asyncio.gather(
        person_part(look, citizen_id), part(look.goals(citizen_id), []), part(look.timeline(citizen_id), [])
    )
    if person.value is None and happened.closed:
        return glass.offer(request, session, citizen_id)
    begun = await part(look.interventions(happened.value), [])
    basis = Basis.of(happened.value, begun.value)
    steps = _steps(found.value, basis, session, web)
    if sheet is not None and outrun(steps, sheet):
        late = sheet.written
    return web.pages.answer(
        request,
        "casework/goals.html",
        session=session,
        status=status_of(sheet, late is not None),
        citizen_id=citizen_id,
        name=called(person.value, citizen_id),
        goals=found,
        about={str(goal.id): _about(goal, basis) for goal in found.value},
        sheets={each.step.slug: each for each in sheets_of(steps, addresses.goals(citizen_id), sheet)},
        faster=late is not None,
        written=late or (),
        a=addresses,
        receipt=await receipts.found(web, session, sendt),
    )


async def _read(look: Look, citizen_id: UUID) -> tuple[list[Goal], Basis]:
    found, happened = await asyncio.gather(part(look.goals(citizen_id), []), part(look.timeline(citizen_id), []))
    begun = await part(look.interventions(happened.value), [])
    return found.value, Basis.of(happened.value, begun.value)


def _about(goal: Goal, basis: Basis) -> str:
    """The offer that the goal belongs to, where that is known."""
    on = basis.goal_of.get(str(goal.id), "")
    offers = [each.offer for each in basis.interventions if str(each.id) == on]
    code = offers[0] if offers else basis.decisions.get(on)
    return offer_name(code) if code else ""


def _steps(known: list[Goal], basis: Basis, session: Session, web: Web) -> list[Step]:
    return steps_of(known, basis, session.actor.reporter(), local_day(web.now()))
