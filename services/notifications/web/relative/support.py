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
from services.notifications.web.relative.standing import StandsFor, chosen, stands_for
from services.notifications.web.reporting import AGAIN, AGAIN_COUNTS, an_event, form_id, tried
from services.notifications.web.sessions import Session
from shared.contracts import ReferralCreated
from shared.contracts.codes import OFFERS
from shared.contracts.display import department_name, offer_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

SUPPORT: Final = RELATIVE + "/stoette"
_FIELDS = {"/data/offer": "tilbud", "/data/private/note": "ord"}

Relative = Annotated[Session, Depends(only("relative"))]
Writing = Annotated[Session, Depends(proven_only("relative"))]


@router.get(SUPPORT)
async def ask(request: Request, session: Relative) -> Response:
    return _form(request, session, await stands_for(Web.of(request), session), EMPTY, form_id())


@router.get(SUPPORT + "/sendt")
async def sent(request: Request, session: Relative, gjort: str = "") -> Response:
    again = (AGAIN, AGAIN_COUNTS) if gjort == "allerede" else None
    return Web.of(request).pages.answer(request, "relative/sent.html", session=session, again=again)


@router.post(SUPPORT)
async def asked(
    request: Request,
    session: Writing,
    id_: Annotated[str, Form(alias="id")] = "",
    tilbud: Annotated[str, Form(max_length=100)] = "",
    ord_: Annotated[str, Form(alias="ord")] = "",
    hvem: Annotated[str, Form(max_length=40)] = "",
    trin: Annotated[str, Form()] = "",
) -> Response:
    """What is asked for, then who will know (`trin` is `se`), then it is sent (`send`); `ret` goes back."""
    web, id_ = Web.of(request), form_id(id_)
    of = await stands_for(web, session)
    filled = Filled({"tilbud": tilbud, "ord": ord_, "hvem": hvem})
    if trin == "ret":
        return _form(request, session, of, filled, id_)
    whose, faults = chosen(of, hvem), {}
    if whose is None:
        faults["hvem" if len(of) > 1 else WHOLE_FORM] = "Vælg, hvem du er pårørende til, og se det igennem igen."
    if tilbud not in OFFERS or not OFFERS[tilbud].relative:
        faults["tilbud"] = "Vælg, hvad du vil bede om."
    if whose is None or faults:
        return _form(request, session, of, filled.but(faults), id_, 422)
    event = _event(web, whose, id_, tilbud, ord_.strip())
    answer = await tried(
        web.elsewhere.report("referral", event, session, designation=whose.designation_id)
        if trin == "send"
        else who_hears(web, whose.seen_by(session), event)
    )
    if isinstance(answer, Wrong) and not answer.known:
        said = {_FIELDS.get(pointer, WHOLE_FORM): words for pointer, words in answer.fields.items()}
        return _form(request, session, of, filled.but(said or {WHOLE_FORM: answer.detail}), id_, answer.status)
    if trin == "send":
        again = "?gjort=allerede" if isinstance(answer, Wrong) else ""
        return RedirectResponse(f"{SUPPORT}/sendt{again}", 303, {"Cache-Control": "no-store"})
    return web.pages.answer(
        request, "relative/support_check.html", session=session, filled=filled, id=id_, heard=answer, action=SUPPORT,
        mark=whose.mark, offer=offer_name(tilbud), about=plain.offer(tilbud),
        receiver=department_name(OFFERS[tilbud].run_by),
    )  # fmt: skip


def _form(
    request: Request, session: Session, of: tuple[StandsFor, ...], filled: Filled, id_: str, status: int = 200
) -> Response:
    offers = [(each.code, plain.offer_choice(each.code)) for each in OFFERS.values() if each.relative]
    return Web.of(request).pages.answer(
        request, "relative/support.html", session=session, status=status, filled=filled, id=id_, action=SUPPORT,
        offers=offers, back=RELATIVE, of=[(each.mark, each.words) for each in of] if len(of) > 1 else [],
    )  # fmt: skip


def _event(web: Web, whose: StandsFor, id_: str, offer: str, words: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "referral_id": id_,
        "to_department": OFFERS[offer].run_by,
        "offer": offer,
        "priority": "routine",
        "themes": [],
        "origin": "relative",
        "private": {"note": words} if words else None,
    }
    return an_event(id_, ReferralCreated, whose.citizen_id, web.now(), data)
