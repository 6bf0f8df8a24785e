"""The citizen asks for an offer (R5), sees who will know before it is sent (P3), and can take it back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web import plain
from services.notifications.web.citizen.plan import Asked, plan_of
from services.notifications.web.citizen.who import Citizen, CitizenWrites, oneself
from services.notifications.web.cookies import PLAN
from services.notifications.web.door import PageRoute
from services.notifications.web.elsewhere import Taken, Wrong
from services.notifications.web.forms import EMPTY, WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.previewing import who_hears
from services.notifications.web.reporting import an_event, form_id, tried
from services.notifications.web.sessions import Session
from shared.contracts import ReferralCancelled, ReferralCreated, Refused
from shared.contracts.codes import AUTHORITY, OFFERS
from shared.contracts.display import department_name, offer_name
from shared.contracts.referring import hints

router = APIRouter(route_class=PageRoute, include_in_schema=False)

ASK = PLAN + "/bed-om"
UNDO = PLAN + "/fortryd"
_REASONS = {
    "citizen_declined": "Jeg vil ikke have det alligevel",
    "other_offer": "Jeg har fået noget andet",
    "goals_met": "Jeg har ikke brug for det mere",
    "other": "En anden grund",
}
_FIELDS = {"/data/offer": "tilbud", "/data/private/note": "ord", "/data/reason": "hvorfor"}


@router.get(ASK)
async def ask(request: Request, session: Citizen) -> Response:
    return _form(request, session, EMPTY, form_id())


@router.post(ASK)
async def asked(
    request: Request,
    session: CitizenWrites,
    id_: Annotated[str, Form(alias="id")] = "",
    tilbud: Annotated[str, Form(max_length=100)] = "",
    ord_: Annotated[str, Form(alias="ord")] = "",
    trin: Annotated[str, Form()] = "",
) -> Response:
    """Step by step: what is asked for, then who will know (`trin` is `se`), then it is sent (`send`); `ret` goes
    back."""
    web, id_ = Web.of(request), form_id(id_)
    filled = Filled({"tilbud": tilbud, "ord": ord_})
    offer = OFFERS.get(tilbud)
    if trin == "ret":
        return _form(request, session, filled, id_)
    if offer is None or not offer.citizen:
        return _form(request, session, filled.but({"tilbud": "Vælg, hvad du vil bede om."}), id_, 422)
    event = _event(web, session, id_, tilbud, ord_.strip())
    if trin == "send":
        answer = await tried(web.elsewhere.report("referral", event, session))
        if isinstance(answer, Wrong) and not answer.known:
            return _form(request, session, filled.but(_faults(answer)), id_, answer.status)
        to = f"{PLAN}/sendt/referral/{answer.receipt_id}" if isinstance(answer, Taken) else f"{PLAN}?gjort=allerede"
        return RedirectResponse(to, 303, {"Cache-Control": "no-store"})
    heard = await tried(who_hears(web, session, event))
    if isinstance(heard, Wrong):
        return _form(request, session, filled.but(_faults(heard)), id_, heard.status)
    plan = await plan_of(web, session.actor.reporter(), oneself(session))
    tried_already = {each.offer for each in plan.asked.values()}
    return web.pages.answer(
        request, "citizen/ask_check.html", session=session, filled=filled, id=id_, heard=heard, action=ASK,
        offer=offer_name(tilbud), about=plain.offer(tilbud), application=offer.needs_decision,
        receiver=department_name(AUTHORITY if offer.needs_decision else offer.run_by),
        less=hints(tilbud, session.actor.reporter(), tried_already),
    )  # fmt: skip


@router.get(UNDO + "/{referral_id}")
async def undo(request: Request, session: Citizen, referral_id: UUID) -> Response:
    return await _undoing(request, session, referral_id, EMPTY, form_id())


@router.post(UNDO + "/{referral_id}")
async def undone(
    request: Request,
    session: CitizenWrites,
    referral_id: UUID,
    id_: Annotated[str, Form(alias="id")] = "",
    hvorfor: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """R3: with a reason; of a citizen every reason is as good as another."""
    web, filled = Web.of(request), Filled({"hvorfor": hvorfor})
    if hvorfor not in _REASONS:
        wrong = filled.but({"hvorfor": "Vælg en grund. Du kan også vælge ”En anden grund”."})
        return await _undoing(request, session, referral_id, wrong, form_id(id_), 422)
    event = _cancelling(web, session, form_id(id_), referral_id, hvorfor)
    answer = await tried(web.elsewhere.report("referral", event, session))
    if isinstance(answer, Wrong) and not answer.known:
        wrong = filled.but(_faults(answer))
        return await _undoing(request, session, referral_id, wrong, form_id(id_), answer.status)
    done = "allerede" if isinstance(answer, Wrong) else "fortrudt"
    return RedirectResponse(f"{PLAN}?gjort={done}", 303, {"Cache-Control": "no-store"})


def _form(request: Request, session: Session, filled: Filled, id_: str, status: int = 200) -> Response:
    """Every offer that is open to a citizen, the least intrusive first (R5, R8)."""
    offers = sorted((each for each in OFFERS.values() if each.citizen), key=lambda each: each.intrusiveness)
    return Web.of(request).pages.answer(
        request, "citizen/ask.html", session=session, status=status, filled=filled, id=id_, action=ASK,
        offers=[(each.code, plain.offer_choice(each.code)) for each in offers],
    )  # fmt: skip


def _event(web: Web, session: Session, id_: str, offer: str, words: str) -> dict[str, Any]:
    chosen = OFFERS[offer]
    data: dict[str, Any] = {
        # The form's id is the referral's too: sent twice, it is one.
        "referral_id": id_,
        "to_department": AUTHORITY if chosen.needs_decision else chosen.run_by,
        "offer": offer,
        "priority": "routine",
        "themes": [],
        "origin": "self",
        "private": {"note": words} if words else None,
    }
    return an_event(id_, ReferralCreated, oneself(session), web.now(), data)


def _cancelling(web: Web, session: Session, id_: str, referral_id: UUID, reason: str) -> dict[str, Any]:
    data = {"referral_id": str(referral_id), "reason": reason, "by": "citizen"}
    return an_event(id_, ReferralCancelled, oneself(session), web.now(), data)


async def _undoing(
    request: Request, session: Session, referral_id: UUID, filled: Filled, id_: str, status: int = 200
) -> Response:
    web = Web.of(request)
    known: Asked | None = (await plan_of(web, session.actor.reporter(), oneself(session))).asked.get(referral_id)
    if known is None:
        raise Refused("not-found", "Det findes ikke. Gå til din plan, og se, hvad der gælder.", status=404)
    heard = await tried(who_hears(web, session, _cancelling(web, session, id_, referral_id, "citizen_declined")))
    return web.pages.answer(
        request, "citizen/undo.html", session=session, status=status, filled=filled, id=id_,
        heard=None if isinstance(heard, Wrong) else heard, open=known.open, own=known.own,
        offer=offer_name(known.offer),
        reasons=list(_REASONS.items()), says=plain.state(known.state, known.receiver),
        begun=known.state == "in-progress", action=f"{UNDO}/{referral_id}",
    )  # fmt: skip


def _faults(wrong: Wrong) -> dict[str, str]:
    return {_FIELDS.get(pointer, WHOLE_FORM): said for pointer, said in wrong.fields.items()} or {
        WHOLE_FORM: wrong.detail
    }
