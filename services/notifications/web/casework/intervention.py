"""One intervention: its follow-up, how it went, and the forms of who runs it; and beginning one without a referral."""

import asyncio
from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework import addresses, beginning, glass, receipts
from services.notifications.web.casework.fields import Field, a_code, a_day
from services.notifications.web.casework.known import Intervention
from services.notifications.web.casework.looks import Look, called, part, person_part
from services.notifications.web.casework.sheets import Sheet, fresh, named, outrun, send, sheets_of, status_of
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.casework.steps import Step
from services.notifications.web.dates import ZONE, day, deadline
from services.notifications.web.door import PageRoute
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import (
    DialogueToolUsed,
    FollowUpHeld,
    InterventionEnded,
    InterventionEnteredInError,
    Reporter,
)

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MAKES: Final = {"afslut": "ended", "fejl": "entered-in-error"}
"""The state that a form, by its slug, leads to."""
_NEXT_FOLLOW_UP: Final = timedelta(days=28)


@router.get(addresses.BEGIN)
async def begin(request: Request, session: Staff, borger: UUID) -> Response:
    """An intervention that nobody referred to: the department's own accord."""
    return await _beginning(request, session, borger)


@router.post(addresses.BEGIN)
async def send_beginning(request: Request, session: ProvenStaff, borger: Annotated[UUID, Query()]) -> Response:
    async def page(sheet: Sheet) -> Response:
        return await _beginning(request, session, borger, sheet)

    step = beginning.start(session.actor.reporter(), _today(Web.of(request)))
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
    steps = _steps(known, session.actor.reporter(), happened.value, _today(web))
    step = named(steps, slug)
    if step is None and known.state == _MAKES.get(slug):
        return _as_wanted(known)
    if step is None:
        return await _page(request, session, intervention_id, faster=True)

    async def page(sheet: Sheet) -> Response:
        return await _page(request, session, intervention_id, sheet=sheet)

    return await send(request, session, step, known.citizen, page, addresses.intervention(intervention_id))


async def _page(
    request: Request,
    session: Session,
    id_: UUID,
    *,
    sheet: Sheet | None = None,
    faster: bool = False,
    sendt: str | None = None,
) -> Response:
    web = Web.of(request)
    look = await _look(request, session, id_)
    known = await look.intervention(id_)
    person, happened = await asyncio.gather(person_part(look, known.citizen), part(look.timeline(known.citizen), []))
    steps = _steps(known, session.actor.reporter(), happened.value, _today(web))
    if sheet is not None and outrun(steps, sheet):
        if known.state == _MAKES.get(sheet.step.slug):
            return _as_wanted(known)
        faster = True
    today = _today(web)
    return web.pages.answer(
        request,
        "casework/intervention.html",
        session=session,
        status=status_of(sheet, faster),
        known=known,
        name=called(person.value, known.citizen),
        started=day(known.started_on, today),
        ended=day(known.ended_on, today) if known.ended_on else None,
        due=deadline(known.follow_up_on, web.now()) if known.running else None,
        missing=happened.missing,
        faster=faster,
        sheets=sheets_of(steps, addresses.intervention(id_), sheet),
        a=addresses,
        receipt=await receipts.found(web, session, sendt),
    )


async def _beginning(request: Request, session: Session, citizen_id: UUID, sheet: Sheet | None = None) -> Response:
    web = Web.of(request)
    person = await person_part(glass.look(request, session, citizen_id), citizen_id)
    step = beginning.start(session.actor.reporter(), _today(web))
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


def _as_wanted(known: Intervention) -> Response:
    """To the page: whoever clicked twice is where they wanted to be."""
    return RedirectResponse(addresses.intervention(known.id), 303, {"Cache-Control": "no-store"})


async def _look(request: Request, session: Session, intervention_id: UUID) -> Look:
    """With the reason of a broken glass where the intervention is of the citizen it was broken for."""

    async def theirs(look: Look, citizen_id: UUID) -> bool:
        happened = await part(look.timeline(citizen_id), [])
        return any(entry.data.get("intervention_id") == str(intervention_id) for entry in happened.value)

    return await glass.look_at(request, session, theirs)


def _steps(known: Intervention, by: Reporter, happened: list[TimelineEntry], today: date) -> list[Step]:
    """R2: what the one who runs it may report while it runs; and taking back one's own, whenever (R7)."""
    steps = [_follow_up(known, today), _end(known), _tool(known, today)] if _runs(known, by) else []
    own = beginning.own_events(by, happened, "kraftcenter", "intervention_id", str(known.id))
    if own:
        steps.append(
            Step(
                "fejl",
                InterventionEnteredInError,
                "Noget er registreret forkert",
                "Ret fejlen",
                {},
                (Field("event_id", "Hvad er forkert?", "one_of", tuple(own), needed="Vælg, hvad der er forkert."),),
                explained="Alle, der fik besked om det forkerte, får besked om rettelsen. Det kan ikke fortrydes. "
                "Bygger noget senere på det, skal det rettes først.",
            )
        )
    return steps


def _runs(known: Intervention, by: Reporter) -> bool:
    return known.running and known.department == by.department


def _follow_up(known: Intervention, today: date) -> Step:
    return Step(
        "opfoelgning",
        FollowUpHeld,
        "Opfølgning er holdt",
        "Registrér opfølgningen",
        {"intervention_id": str(known.id)},
        (
            a_day("held_on", "Hvornår blev den holdt?", today, needed="Skriv, hvornår opfølgningen blev holdt."),
            a_code(
                "decision",
                "Hvad blev besluttet?",
                "follow_up_decision",
                needed="Vælg, hvad der blev besluttet.",
                assumed="continue",
            ),
            a_day("next_on", "Næste opfølgning, eller hvornår indsatsen slutter", today),
        ),
        leading=True,
    ).starting(held_on=today.isoformat(), next_on=(today + _NEXT_FOLLOW_UP).isoformat())


def _end(known: Intervention) -> Step:
    return Step(
        "afslut",
        InterventionEnded,
        "Afslut indsatsen",
        "Afslut indsatsen i dag",
        {"intervention_id": str(known.id)},
        (
            a_code("outcome", "Hvordan gik det?", "outcome", needed="Vælg, hvordan det gik.", assumed="completed"),
            a_code("by", "Hvem ønskede det?", "voice", needed="Vælg, hvem der ønskede det.", assumed="professional"),
        ),
        explained="Er indsatsen startet på en henvisning, bliver den meldt gennemført på samme tid.",
    )


def _tool(known: Intervention, today: date) -> Step:
    return Step(
        "vaerktoej",
        DialogueToolUsed,
        "Dialogværktøj er brugt",
        "Registrér",
        {"intervention_id": str(known.id)},
        (
            a_code("tool", "Hvilket værktøj?", "tool", needed="Vælg et værktøj.", assumed="other", kind="choice"),
            a_day("used_on", "Hvornår?", today),
        ),
        explained="Kun navn og dato gemmes, intet af det, der blev talt om.",
    ).starting(used_on=today.isoformat())


def _today(web: Web) -> date:
    return web.now().astimezone(ZONE).date()
