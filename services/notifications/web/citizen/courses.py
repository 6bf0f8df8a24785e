"""Signing up to a group and off it. The two answers are asked and forgotten (C3): no page that follows holds them."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web import plain
from services.notifications.web.citizen.plan import plan_of
from services.notifications.web.citizen.who import Citizen, CitizenWrites, oneself
from services.notifications.web.cookies import PLAN
from services.notifications.web.door import PageRoute
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts.display import offer_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

GROUP = PLAN + "/gruppe"
_YES_NO = {"ja": True, "nej": False}
_ASKED = {
    "voksen": "Svar ja eller nej til, om du er fyldt 18 år.",
    "kontakt": "Svar ja eller nej til, om det er under to år.",
}


@router.get(GROUP + "/{course_id}")
async def ask(request: Request, session: Citizen, course_id: UUID) -> Response:
    return await _form(request, session, course_id, EMPTY)


@router.post(GROUP + "/{course_id}")
async def sign_up(
    request: Request,
    session: CitizenWrites,
    course_id: UUID,
    voksen: Annotated[str, Form(max_length=10)] = "",
    kontakt: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """What came of it is this very answer: of a refusal nothing is kept, not even in an address."""
    web, me = Web.of(request), oneself(session)
    given = {"voksen": voksen, "kontakt": kontakt}
    faults = {name: said for name, said in _ASKED.items() if given[name] not in _YES_NO}
    if faults:
        # An answer shown again would be kept in the page.
        return await _form(request, session, course_id, Filled({}, faults), 422)
    course = await web.elsewhere.read("kraftcenter", f"/courses/{course_id}", session)
    plan = await plan_of(web, session.actor.reporter(), me)
    answered = plan.answered_by(course["offer"])
    asked: dict[str, Any] = {
        "citizen_id": str(me),
        "adult": _YES_NO[voksen],
        "contact_under_two_years": _YES_NO[kontakt],
        **({"referral_id": str(answered)} if answered else {}),
    }
    answer = await web.elsewhere.send("kraftcenter", "POST", f"/courses/{course_id}/signup", session, json=asked)
    next_ = answer.get("next_course_id")
    return web.pages.answer(
        request, "citizen/signed_up.html", session=session, offer=offer_name(course["offer"]),
        outcome=answer["outcome"], next=f"{GROUP}/{UUID(next_)}" if next_ else None,
    )  # fmt: skip


@router.get(GROUP + "/{course_id}/afmeld")
async def leave(request: Request, session: Citizen, course_id: UUID) -> Response:
    web = Web.of(request)
    course = await web.elsewhere.read("kraftcenter", f"/courses/{course_id}", session)
    return web.pages.answer(
        request, "citizen/sign_off.html", session=session, offer=offer_name(course["offer"]),
        action=f"{GROUP}/{course_id}/afmeld",
    )  # fmt: skip


@router.post(GROUP + "/{course_id}/afmeld")
async def left(request: Request, session: CitizenWrites, course_id: UUID) -> Response:
    """Also where there was no place: what is wanted is then so."""
    gone = {"citizen_id": str(oneself(session))}
    await Web.of(request).elsewhere.send("kraftcenter", "DELETE", f"/courses/{course_id}/signup", session, params=gone)
    return RedirectResponse(f"{PLAN}?gjort=afmeldt", 303, {"Cache-Control": "no-store"})


async def _form(request: Request, session: Session, course_id: UUID, filled: Filled, status: int = 200) -> Response:
    web = Web.of(request)
    course: Mapping[str, Any] = await web.elsewhere.read("kraftcenter", f"/courses/{course_id}", session)
    return web.pages.answer(
        request, "citizen/sign_up.html", session=session, status=status, filled=filled,
        offer=offer_name(course["offer"]), about=plain.offer(course["offer"]), free=course["places_free"],
        sessions=course["sessions"], closed=course["intake"] != "open",
        over=course["reason"] == "window", action=f"{GROUP}/{course_id}",
        answers=[("ja", "Ja"), ("nej", "Nej")],
    )  # fmt: skip
