"""One citizen on one screen: who is involved and why, what is open, what runs, goals, and what has happened."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.notifications.domain.shown import DesignationShown
from services.notifications.web.casework import addresses, beginning, glass, receipts, timeline
from services.notifications.web.casework.known import Goal, Intervention, Person, Referral
from services.notifications.web.casework.looks import Look, Part, called, part, person_part
from services.notifications.web.casework.moves import MOVES
from services.notifications.web.casework.staff import Staff
from services.notifications.web.dates import Deadline, deadline
from services.notifications.web.door import PageRoute, error_page
from services.notifications.web.parts import Web
from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.display import department_name, type_name, word

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Task:
    """A referral or an intervention with its clock. `mine` is whether the reader's department has the next step."""

    about: Referral | Intervention
    address: str
    due: Deadline | None
    mine: bool
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Involved:
    name: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Designated:
    """`may_know` and `channels` are in words."""

    who: str
    relation: str
    may_know: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    citizen_id: UUID
    name: str
    person: Part[Person | None]
    involved: Sequence[Involved]
    referrals: Part[list[Referral]]
    open: Sequence[Task]
    closed: Sequence[Task]
    interventions: Part[list[Intervention]]
    running: Sequence[Task]
    goals: Part[list[Goal]]
    designations: Part[Sequence[DesignationShown]]
    designated: Sequence[Designated]
    happened: Part[timeline.Listed]
    glass: glass.Opened | None
    begins: bool
    shows_id: bool


@router.get(addresses.CITIZEN + "/{citizen_id}")
async def citizen(
    request: Request,
    session: Staff,
    citizen_id: UUID,
    fra: Annotated[str, Query(max_length=40)] = "",
    slags: Annotated[str, Query(max_length=40)] = "",
    alle: bool = False,
    fundet: bool = False,
    sendt: Annotated[str | None, Query(max_length=60)] = None,
) -> Response:
    """`fra` and `slags` choose from the timeline, `alle` shows all of it; `fundet` says that the citizen was
    just looked up. Who may not read is offered the glass."""
    web = Web.of(request)
    broken = glass.opened(request, session, citizen_id)
    look = Look(web, session, broken.reason if broken else None)
    person, referrals, happened, goals, designations = await asyncio.gather(
        person_part(look, citizen_id),
        part(look.referrals(citizen_id=str(citizen_id)), []),
        part(look.timeline(citizen_id), []),
        part(look.goals(citizen_id), []),
        part(look.designations(citizen_id), ()),
    )
    if person.value is None and happened.closed:
        return await error_page(request, 404) if broken else glass.offer(request, session, citizen_id, found=fundet)
    interventions = await part(look.interventions(happened.value), [])
    now, own = web.now(), session.actor.department
    chosen = timeline.listed(happened.value, now, web.settings.traces_url, service=fra, kind=slags, all_=alle)
    view = View(
        citizen_id=citizen_id,
        name=called(person.value, citizen_id),
        person=person,
        involved=_involved(person.value, referrals.value, interventions.value),
        referrals=referrals,
        open=sorted((_referral_task(each, own, now) for each in referrals.value if each.open), key=_most_urgent),
        closed=[_referral_task(each, own, now) for each in referrals.value if not each.open],
        interventions=interventions if happened.missing is None else Part([], happened.missing),
        running=[_intervention_task(each, own, now) for each in interventions.value if each.running],
        goals=goals,
        designations=designations,
        designated=[_designated(each) for each in designations.value if each.standing],
        happened=Part(chosen, happened.missing),
        glass=broken,
        shows_id=own == RELATIVES_TEAM,
        begins=bool(beginning.own_offers(session.actor.reporter())),
    )
    return web.pages.answer(
        request,
        "casework/citizen.html",
        session=session,
        view=view,
        a=addresses,
        services=timeline.SERVICES,
        kinds=timeline.KINDS,
        receipt=await receipts.found(web, session, sendt),
    )


def _referral_task(each: Referral, own: str | None, now: datetime) -> Task:
    due = deadline(each.due, now) if each.due is not None and each.open else None
    named = tuple(MOVES.get(type_, type_name(type_).lower()) for type_ in each.moves)
    return Task(each, addresses.referral(each.id), due, each.next_owner == own, named)


def _intervention_task(each: Intervention, own: str | None, now: datetime) -> Task:
    return Task(each, addresses.intervention(each.id), deadline(each.follow_up_on, now), each.department == own)


def _most_urgent(task: Task) -> tuple[bool, str]:
    """What is due first comes first, what has no deadline last."""
    return task.due is None, "" if task.due is None else task.due.iso


def _involved(
    person: Person | None, referrals: Iterable[Referral], interventions: Iterable[Intervention]
) -> list[Involved]:
    """I1: each department involved now, with what the reader can see that it has to do with the citizen."""
    why: dict[str, list[str]] = {code: [] for code in (person.departments if person else ())}
    for intervention in interventions:
        if intervention.running:
            why.setdefault(intervention.department, []).append(f"har indsatsen ”{intervention.offer_name}” i gang")
    for referral in referrals:
        if not referral.open:
            continue
        why.setdefault(referral.receiver, []).append(
            f"har fået en henvisning til ”{referral.offer_name}” ({referral.state_name})"
        )
        if referral.sender:
            why.setdefault(referral.sender, []).append(f"har henvist til ”{referral.offer_name}”")
    return [Involved(department_name(code), tuple(said)) for code, said in why.items()]


def _designated(each: DesignationShown) -> Designated:
    relation = word("relation", each.relation)
    return Designated(
        each.name or "Uden navn",
        relation,
        tuple(type_name(type_) for type_ in each.may_know),
        tuple(word("channel", channel) for channel in each.channels),
    )
