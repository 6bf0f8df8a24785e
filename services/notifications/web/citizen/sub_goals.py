"""A sub-goal reached or lost, in the citizen's own words (G2)."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web.citizen.my_plan import listed
from services.notifications.web.citizen.plan import plan_of
from services.notifications.web.citizen.who import Citizen, CitizenWrites, oneself
from services.notifications.web.cookies import PLAN
from services.notifications.web.dates import ZONE
from services.notifications.web.door import PageRoute
from services.notifications.web.elsewhere import Taken, Wrong
from services.notifications.web.forms import WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.previewing import who_hears
from services.notifications.web.reporting import an_event, form_id, tried
from services.notifications.web.sessions import Session
from shared.contracts import Refused, SubGoalLost, SubGoalReached

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FIELDS = {"/data/reached_on": "dag", "/data/lost_on": "dag", "/data/private/citizen_words": "ord"}
_NO_DAY = "Skriv en dag, der har været, for eksempel i dag."


@router.get(PLAN + "/delmaal/{sub_goal_id}")
async def ask(request: Request, session: Citizen, sub_goal_id: UUID) -> Response:
    web = Web.of(request)
    filled = Filled({"dag": web.now().astimezone(ZONE).date().isoformat()})
    lost = await _is_reached(web, session, sub_goal_id)
    return await _form(request, session, sub_goal_id, filled, form_id(), lost=lost)


@router.post(PLAN + "/delmaal/{sub_goal_id}")
async def tell(
    request: Request,
    session: CitizenWrites,
    sub_goal_id: UUID,
    id_: Annotated[str, Form(alias="id")] = "",
    dag: Annotated[str, Form(max_length=40)] = "",
    ord_: Annotated[str, Form(alias="ord")] = "",
    gaar: Annotated[str, Form()] = "naaet",
) -> Response:
    """`gaar` is what was asked about when the form was made: a step taken meanwhile is not taken back unseen."""
    web = Web.of(request)
    filled = Filled({"dag": dag, "ord": ord_})
    on = _day(dag, web.now().astimezone(ZONE).date())
    lost, id_ = gaar == "tabt", form_id(id_)
    if on is None:
        return await _form(request, session, sub_goal_id, filled.but({"dag": _NO_DAY}), id_, 422, lost=lost)
    event = await _event(web, session, sub_goal_id, id_, on, lost=lost, words=ord_.strip())
    answer = await tried(web.elsewhere.report("kraftcenter", event, session))
    if isinstance(answer, Wrong) and not answer.known:
        faults = {_FIELDS.get(pointer, WHOLE_FORM): said for pointer, said in answer.fields.items()}
        filled = filled.but(faults or {WHOLE_FORM: answer.detail})
        return await _form(request, session, sub_goal_id, filled, id_, answer.status, lost=lost)
    to = f"{PLAN}/sendt/kraftcenter/{answer.receipt_id}" if isinstance(answer, Taken) else f"{PLAN}?gjort=allerede"
    return RedirectResponse(to, 303, {"Cache-Control": "no-store"})


async def _form(
    request: Request, session: Session, sub_goal_id: UUID, filled: Filled, id_: str, status: int = 200, *, lost: bool
) -> Response:
    """Also without who will know, where that cannot be told: what was written is worth more."""
    web = Web.of(request)
    today = web.now().astimezone(ZONE).date()
    event = await _event(web, session, sub_goal_id, id_, today, lost=lost, words="")
    heard = await tried(who_hears(web, session, event))
    if isinstance(heard, Wrong):
        filled, status = filled.but(filled.faults or {WHOLE_FORM: heard.detail}), max(status, heard.status)
    return web.pages.answer(
        request, "citizen/sub_goal.html", session=session, status=status, filled=filled, id=id_, lost=lost,
        heard=None if isinstance(heard, Wrong) else heard, latest=today.isoformat(),
        address=f"{PLAN}/delmaal/{sub_goal_id}",
    )  # fmt: skip


async def _is_reached(web: Web, session: Session, sub_goal_id: UUID) -> bool:
    """Raises Refused where it is none of theirs (404), or cannot be known now (503)."""
    goals = await listed(web, session, "kraftcenter", f"/citizens/{oneself(session)}/goals")
    if goals is None:
        raise Refused("unavailable", "Dine mål kan ikke hentes lige nu. Prøv igen om lidt.", status=503)
    for goal in goals:
        for step in goal["sub_goals"]:
            if step["sub_goal_id"] == str(sub_goal_id):
                return bool(step["state"] == "reached")
    raise _unknown()


async def _event(
    web: Web, session: Session, sub_goal_id: UUID, id_: str, on: date, *, lost: bool, words: str
) -> dict[str, Any]:
    me = oneself(session)
    found = (await plan_of(web, session.actor.reporter(), me)).interventions_of.get(sub_goal_id)
    if found is None:
        raise _unknown()
    data: dict[str, Any] = {
        "sub_goal_id": str(sub_goal_id),
        "goal_id": str(found[0]),
        "intervention_id": str(found[1]),
        "lost_on" if lost else "reached_on": on.isoformat(),
        "informant": "citizen",
        "private": {"citizen_words": words} if words else None,
    }
    return an_event(id_, SubGoalLost if lost else SubGoalReached, me, web.now(), data)


def _day(written: str, today: date) -> date | None:
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return None
    return on if on <= today else None


def _unknown() -> Refused:
    return Refused("not-found", "Delmålet findes ikke mere. Gå til din plan, og se, hvad der gælder.", status=404)
