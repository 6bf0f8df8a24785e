"""The operator's pages: how everything flows, what could not be handled, any loop by its id. No citizen is named."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.cookies import LETTERS, LOOPS, OPERATIONS
from services.notifications.web.dates import ZONE, day, local_day, moment
from services.notifications.web.door import PageRoute, only, proven_only
from services.notifications.web.flow import Part, age, receivers_part, service_part
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from services.notifications.web.traces import trace_address
from shared.contracts import Refused
from shared.contracts.display import type_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Operator = Annotated[Session, Depends(only("operator"))]
ProvenOperator = Annotated[Session, Depends(proven_only("operator"))]
Named = Literal["referral", "kraftcenter", "notifications"]
SERVICES: Final[Mapping[Named, str]] = {
    "referral": "Henvisninger (referral)",
    "kraftcenter": "Indsatser (kraftcenter)",
    "notifications": "Beskeder (notifications)",
}
_NO_ID: Final = "Skriv et id fra et svar eller en besked, som 7a1b2c3d-0000-4000-8000-000000000001."
_NO_LOOP: Final = "Ingen sag blev fundet med det id. Prøv med id på en af dens hændelser."


@router.get(OPERATIONS)
async def overview(request: Request, session: Operator) -> Response:
    """Everything at once; live where the browser can."""
    return await _overview(request, session, "operations.html")


@router.get(OPERATIONS + "/nu")
async def now(request: Request, session: Operator) -> Response:
    """The part of it that changes, for the script that asks every two seconds."""
    return await _overview(request, session, "operations_now.html")


@router.get(LETTERS)
async def letters(
    request: Request,
    session: Operator,
    behandlet: Annotated[int | None, Query(ge=0, le=10**9)] = None,
    igen: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """What could not be handled, by service. `behandlet` and `igen` say what came of running some again."""
    web = Web.of(request)
    found = await asyncio.gather(*(_letters(web, session, name) for name in SERVICES))
    return web.pages.answer(
        request,
        "operations_letters.html",
        session=session,
        services=[(name, SERVICES[name], rows) for name, rows in zip(SERVICES, found, strict=True)],
        handled=behandlet,
        stopped=igen,
    )


@router.post(LETTERS + "/{service}")
async def again(
    request: Request, session: ProvenOperator, service: Named, nummer: Annotated[int | None, Form(ge=1)] = None
) -> Response:
    """Runs a service's dead letters again: those behind one, or all."""
    web = Web.of(request)
    if service == "notifications":
        done = await web.operations.replay(nummer)
    else:
        wanted = {} if nummer is None else {"number": nummer}
        done = await web.elsewhere.send(service, "POST", "/dead-letters/replay", session, json=wanted)
    target = f"{LETTERS}?behandlet={done['handled']}&igen={done['stopped']}"
    return RedirectResponse(target, 303, {"Cache-Control": "no-store"})


@router.get(LOOPS)
async def ask(request: Request, session: Operator) -> Response:
    """The form alone."""
    return _asked(request, session, EMPTY)


@router.post(LOOPS)
async def find(request: Request, session: ProvenOperator, id_: Annotated[str, Form(alias="id")] = "") -> Response:
    """To the loop's own page; asked again where it is no id, or nobody's."""
    try:
        wanted = UUID(id_.strip())
    except ValueError:
        return _asked(request, session, Filled({"id": id_[:100]}, {"id": _NO_ID}))
    if not await Web.of(request).operations.loop(wanted):
        return _asked(request, session, Filled({"id": id_[:100]}, {"id": _NO_LOOP}))
    return RedirectResponse(f"{LOOPS}/{wanted}", 303, {"Cache-Control": "no-store"})


@router.get(LOOPS + "/{id_}")
async def loop(request: Request, session: Operator, id_: UUID) -> Response:
    """A loop's events over all services, with the time between them. An id is no person: none is looked up."""
    web = Web.of(request)
    steps = await web.operations.loop(id_)
    if not steps:
        raise Refused("not-found", _NO_LOOP, status=404)
    first = _at(steps[0]["registered"])
    waits = [None, *(_at(b["registered"]) - _at(a["registered"]) for a, b in pairwise(steps))]
    rows = [
        {
            "number": number,
            "at": _exactly(_at(step["registered"])),
            "iso": _at(step["registered"]).isoformat(),
            "service": step["service"],
            "name": type_name(step["event_type"]),
            "type": step["event_type"],
            "after": None if wait is None else age(wait.total_seconds()),
            "told": None if step["told"] is None else _told(_at(step["registered"]), _at(step["told"])),
            "trace": trace_address(web.settings.traces_url, step["trace_id"]),
        }
        for number, (step, wait) in enumerate(zip(steps, waits, strict=True), 1)
    ]
    lasted = age((_at(steps[-1]["registered"]) - first).total_seconds())
    return web.pages.answer(
        request,
        "operations_loop.html",
        session=session,
        id=id_,
        began=f"{day(local_day(first), local_day(web.now()))}",
        lasted=lasted,
        steps=rows,
    )


async def _overview(request: Request, session: Session, template: str) -> Response:
    web = Web.of(request)
    at = web.now()
    parts = [
        *await asyncio.gather(*(_part(web, session, name) for name in SERVICES)),
        receivers_part(await web.operations.receivers(), at),
    ]
    return web.pages.answer(
        request,
        template,
        session=session,
        parts=parts,
        faults=sum(part.faults for part in parts),
        at=f"{at.astimezone(ZONE):%H.%M.%S}",
        iso=at.isoformat(),
        letters=LETTERS,
        loops=LOOPS,
        filled=EMPTY,
    )


async def _part(web: Web, session: Session, name: Named) -> Part:
    try:
        if name == "notifications":
            flow = await web.operations.flow()
        else:
            flow = await web.elsewhere.read(name, "/operations", session)
    except Refused as refused:
        return Part(SERVICES[name], (), refused.detail)
    return service_part(SERVICES[name], flow)


async def _letters(web: Web, session: Session, name: Named) -> list[dict[str, Any]] | None:
    """None where the service did not answer."""
    try:
        if name == "notifications":
            found = await web.operations.letters()
        else:
            found = (await web.elsewhere.read(name, "/dead-letters", session))["items"]
    except Refused:
        return None
    return [
        {
            **letter,
            "name": "Ukendt" if letter["type"] is None else type_name(letter["type"]),
            "since": moment(_at(letter["since"]), web.now()),
            "trace": trace_address(web.settings.traces_url, letter["trace_id"]),
        }
        for letter in found
    ]


def _asked(request: Request, session: Session, filled: Filled) -> Response:
    return Web.of(request).pages.answer(
        request,
        "operations_find.html",
        session=session,
        status=422 if filled.faults else 200,
        filled=filled,
        loops=LOOPS,
    )


def _at(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _exactly(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%d.%m. kl. %H.%M.%S},{at.microsecond // 1000:03}"


def _told(registered: datetime, told: datetime) -> str:
    return f"efter {max(0, round((told - registered).total_seconds() * 1000))} ms"
