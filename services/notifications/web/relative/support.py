"""A relative asks for support of their own (P5), and sees which department will know (P3)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.web import plain
from services.notifications.web.cookies import RELATIVE
from services.notifications.web.door import PageRoute, only, proven_only
from services.notifications.web.elsewhere import Wrong
from services.notifications.web.forms import EMPTY, WHOLE_FORM, Filled
from services.notifications.web.parts import Web
from services.notifications.web.previewing import who_hears
from services.notifications.web.reporting import an_event, form_id, tried
from services.notifications.web.sessions import Session
from shared.contracts import ReferralCreated
from shared.contracts.codes import OFFERS
from shared.contracts.display import department_name, offer_name
from shared.identity import Forbidden

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SUPPORT: Final = RELATIVE + "/stoette"
_FIELDS = {"/data/offer": "tilbud", "/data/private/note": "ord"}


async def _asking(session: Annotated[Session, Depends(only("relative"))]) -> Session:
    if not may_ask(session):
        raise Forbidden
    return session


async def _writing(session: Annotated[Session, Depends(proven_only("relative"))]) -> Session:
    if not may_ask(session):
        raise Forbidden
    return session


Asking = Annotated[Session, Depends(_asking)]
Writing = Annotated[Session, Depends(_writing)]


def may_ask(session: Session) -> bool:
    """Whether the issuer names whose relative it is: who was invited by mail is known to this service alone, and
    referral could not tell that they may."""
    return session.actor.citizen_id is not None


@router.get(SUPPORT)
async def ask(request: Request, session: Asking) -> Response:
    return _form(request, session, EMPTY, form_id())


@router.get(SUPPORT + "/sendt")
async def sent(request: Request, session: Asking) -> Response:
    return Web.of(request).pages.answer(request, "relative/sent.html", session=session)


@router.post(SUPPORT)
async def asked(
    request: Request,
    session: Writing,
    id_: Annotated[str, Form(alias="id")] = "",
    tilbud: Annotated[str, Form(max_length=100)] = "",
    ord_: Annotated[str, Form(alias="ord")] = "",
    trin: Annotated[str, Form()] = "",
) -> Response:
    """What is asked for, then who will know (`trin` is `se`), then it is sent (`send`); `ret` goes back."""
    web, id_ = Web.of(request), form_id(id_)
    filled = Filled({"tilbud": tilbud, "ord": ord_})
    if trin == "ret":
        return _form(request, session, filled, id_)
    if tilbud not in OFFERS or not OFFERS[tilbud].relative:
        return _form(request, session, filled.but({"tilbud": "Vælg, hvad du vil bede om."}), id_, 422)
    event = _event(web, session, id_, tilbud, ord_.strip())
    answer = await tried(
        web.elsewhere.report("referral", event, session) if trin == "send" else who_hears(web, session, event)
    )
    if isinstance(answer, Wrong) and not answer.known:
        said = {_FIELDS.get(pointer, WHOLE_FORM): words for pointer, words in answer.fields.items()}
        return _form(request, session, filled.but(said or {WHOLE_FORM: answer.detail}), id_, answer.status)
    if trin == "send":
        return RedirectResponse(f"{SUPPORT}/sendt", 303, {"Cache-Control": "no-store"})
    return web.pages.answer(
        request, "relative/support_check.html", session=session, filled=filled, id=id_, heard=answer, action=SUPPORT,
        offer=offer_name(tilbud), about=plain.offer(tilbud), receiver=department_name(OFFERS[tilbud].run_by),
    )  # fmt: skip


def _form(request: Request, session: Session, filled: Filled, id_: str, status: int = 200) -> Response:
    offers = [(each.code, plain.offer_choice(each.code)) for each in OFFERS.values() if each.relative]
    return Web.of(request).pages.answer(
        request, "relative/support.html", session=session, status=status, filled=filled, id=id_, action=SUPPORT,
        offers=offers, back=RELATIVE,
    )  # fmt: skip


def _event(web: Web, session: Session, id_: str, offer: str, words: str) -> dict[str, Any]:
    of = session.actor.citizen_id
    if of is None:
        raise Forbidden
    data: dict[str, Any] = {
        "referral_id": id_,
        "to_department": OFFERS[offer].run_by,
        "offer": offer,
        "priority": "routine",
        "themes": [],
        "origin": "relative",
        "private": {"note": words} if words else None,
    }
    return an_event(id_, ReferralCreated, of, web.now(), data)
