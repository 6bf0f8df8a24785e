"""Forløb: places, sessions and intake; opened and led on by who runs them."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework import addresses, receipts
from services.notifications.web.casework.course_steps import ABOUT_ONE, opening, owned, steps_of
from services.notifications.web.casework.known import Course, Referral
from services.notifications.web.casework.looks import Look, Part, part
from services.notifications.web.casework.sheets import Sheet, fresh, named, outrun, send, sheets_of, status_of
from services.notifications.web.casework.staff import ProvenStaff, Staff
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts.codes import OFFERS

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_NAMES_SECONDS: Final = 2.0
_TAKING_PART: Final = ("completed", "in-progress", "accepted")
"""Where a referral to a course's offer may stand; of somebody's several the last named counts, then the newest."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who was referred to the course's offer. `referral` is one to sign up with, where there is one."""

    citizen: UUID
    name: str
    referral: Referral | None


@router.get(addresses.COURSES)
async def courses(
    request: Request, session: Staff, sendt: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """All of them, the last opened first."""
    return await _list(request, session, sendt=sendt)


@router.post(addresses.COURSES + "/aabn")
async def open_course(request: Request, session: ProvenStaff) -> Response:
    """A new one."""

    async def page(sheet: Sheet) -> Response:
        return await _list(request, session, sheet=sheet)

    known = await part(_all(Web.of(request), session), [])
    return await send(request, session, opening(session.actor.reporter(), known.value), None, page, addresses.COURSES)


@router.get(addresses.COURSES + "/{course_id}")
async def course(
    request: Request,
    session: Staff,
    course_id: UUID,
    borger: UUID | None = None,
    foelgeskab: UUID | None = None,
    sendt: Annotated[str | None, Query(max_length=60)] = None,
) -> Response:
    """One course. With `borger`, also what can be done for that citizen; `foelgeskab` is a companionship of theirs."""
    return await course_page(request, session, course_id, borger, companionship=foelgeskab, sendt=sendt)


@router.post(addresses.COURSES + "/{course_id}/trin/{slug}")
async def report(
    request: Request,
    session: ProvenStaff,
    course_id: UUID,
    slug: str,
    borger: Annotated[UUID | None, Query()] = None,
    foelgeskab: Annotated[UUID | None, Query()] = None,
) -> Response:
    """One of the forms of who runs it."""
    web = Web.of(request)
    known = await _one(web, session, course_id)
    happened = await _happened(web, session, borger)
    steps = steps_of(known, session.actor.reporter(), borger, foelgeskab, happened)
    step = named(steps, slug)
    if step is None:
        return await course_page(request, session, course_id, borger, faster=True)

    async def page(sheet: Sheet) -> Response:
        return await course_page(request, session, course_id, borger, companionship=foelgeskab, sheet=sheet)

    back = addresses.course(course_id)
    if slug in ABOUT_ONE and borger is not None:
        new = "&foelgeskab={id}" if slug == "foelgeskab" else ""
        return await send(request, session, step, borger, page, f"{back}?borger={borger}{new}")
    return await send(request, session, step, course_id, page, back)


async def course_page(
    request: Request,
    session: Session,
    course_id: UUID,
    citizen_id: UUID | None = None,
    *,
    companionship: UUID | None = None,
    sheet: Sheet | None = None,
    faster: bool = False,
    sendt: str | None = None,
    filled: Filled = EMPTY,
    outcome: tuple[str, str, UUID | None] | None = None,
) -> Response:
    """`filled` is the form for signing up or off, with faults alone; `outcome` what a sign-up came to: kind, words, and
    the course offered instead."""
    web = Web.of(request)
    by = session.actor.reporter()
    known = await _one(web, session, course_id)
    people, happened = await asyncio.gather(part(_people(web, session, known), []), _happened(web, session, citizen_id))
    chosen = next((each for each in people.value if each.citizen == citizen_id), None)
    if chosen is None and citizen_id is not None:
        names = await web.names.of([citizen_id], session.access_token, seconds=_NAMES_SECONDS)
        chosen = Participant(citizen_id, names.get(citizen_id, f"Borger {str(citizen_id)[:8]}"), None)
    offer, query = OFFERS[known.offer], f"?borger={citizen_id}" if citizen_id else ""
    steps = steps_of(known, by, citizen_id, companionship, happened)
    faster = faster or outrun(steps, sheet)
    sheets = sheets_of(steps, f"{addresses.course(course_id)}/trin", sheet, f"{query}{_and(companionship, query)}")
    return web.pages.answer(
        request,
        "casework/course.html",
        session=session,
        status=422 if filled.faults and not faster else status_of(sheet, faster),
        known=known,
        people=people,
        chosen=chosen,
        own=[each for each in sheets if each.step.slug not in ABOUT_ONE],
        beside=[each for each in sheets if each.step.slug in ABOUT_ONE],
        signs_up=by.department in offer.senders,
        signs_off=by.department in {*offer.senders, offer.run_by},
        filled=filled,
        outcome=outcome,
        faster=faster,
        a=addresses,
        receipt=await receipts.found(web, session, sendt),
    )


async def _list(
    request: Request, session: Session, *, sheet: Sheet | None = None, sendt: str | None = None
) -> Response:
    web = Web.of(request)
    by = session.actor.reporter()
    known = await part(_all(web, session), [])
    step = opening(by, known.value) if owned(by) else None
    return web.pages.answer(
        request,
        "casework/courses.html",
        session=session,
        status=status_of(sheet),
        courses=known,
        opening=sheet or (fresh(step, f"{addresses.COURSES}/aabn") if step else None),
        a=addresses,
        receipt=await receipts.found(web, session, sendt),
    )


async def _all(web: Web, session: Session) -> list[Course]:
    return [Course.of(each) async for each in web.elsewhere.every("kraftcenter", "/courses", session)]


async def _one(web: Web, session: Session, course_id: UUID) -> Course:
    return Course.of(await web.elsewhere.read("kraftcenter", f"/courses/{course_id}", session))


async def _people(web: Web, session: Session, known: Course) -> list[Participant]:
    """C3: whom the department knows of through referrals to the offer; of who has a place nobody is told (C4).

    Asked for by offer and state, as everybody who is found has been looked at (V2).
    """
    look = Look(web, session)
    found = await asyncio.gather(*(look.referrals(offer=known.offer, state=state) for state in _TAKING_PART))
    by_citizen = {each.citizen: each for of_state in found for each in reversed(of_state)}
    names = await web.names.of(by_citizen, session.access_token, seconds=_NAMES_SECONDS)
    own = session.actor.department
    people = [
        Participant(
            citizen,
            names.get(citizen, f"Borger {str(citizen)[:8]}"),
            each if each.state == "accepted" and each.sender == own else None,
        )
        for citizen, each in by_citizen.items()
    ]
    return sorted(people, key=lambda each: each.name)


async def _happened(web: Web, session: Session, citizen_id: UUID | None) -> list[TimelineEntry]:
    if citizen_id is None:
        return []
    found: Part[list[TimelineEntry]] = await part(Look(web, session).timeline(citizen_id), [])
    return found.value


def _and(companionship: UUID | None, query: str) -> str:
    return f"&foelgeskab={companionship}" if companionship and query else ""
