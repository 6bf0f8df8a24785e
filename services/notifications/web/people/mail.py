"""`/indstillinger/mail`: when one is mailed about one's own inbox (N3)."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.subscription import MailWanted
from services.notifications.web.cookies import MAIL_SETTINGS
from services.notifications.web.door import PageRoute, only, proven_only
from services.notifications.web.forms import Filled
from services.notifications.web.parts import Web
from services.notifications.web.people.cases import people_of
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.report import Role

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MAILED: Final[tuple[Role, ...]] = ("coordinator", "manager", "citizen", "relative")
Reading = Annotated[Session, Depends(only(*_MAILED))]
Choosing = Annotated[Session, Depends(proven_only(*_MAILED))]

HOURS: Final = tuple((str(hour), f"kl. {hour}") for hour in range(24))
_PACES: Final = (
    ("at_once", "Når der kommer noget nyt"),
    ("digest", "Én mail hver hverdagsmorgen, når der er noget nyt"),
)
_NONE: Final = ("none", "Ingen mail")
_HOUR: Final = "Vælg en hel time."


@router.get(MAIL_SETTINGS)
async def mail(request: Request, session: Reading, gemt: bool = False) -> Response:
    """What is chosen, else what is shipped."""
    chosen = await people_of(request).chosen(session.actor.reporter())
    hours = chosen.hours
    closed = {"lukket": "ja"} if hours.closed_days else {}
    filled = Filled({"tempo": chosen.pace, "fra": str(hours.begins), "til": str(hours.ends), **closed})
    return _mail(request, session, filled, saved=gemt)


@router.post(MAIL_SETTINGS)
async def choose_mail(
    request: Request,
    session: Choosing,
    tempo: Annotated[str, Form()] = "",
    fra: Annotated[str, Form()] = "",
    til: Annotated[str, Form()] = "",
    lukket: Annotated[str, Form()] = "",
) -> Response:
    """From now on."""
    given = {"tempo": tempo, "fra": fra, "til": til, "lukket": lukket}
    shown = [pace for pace, _ in _paces(session)]
    faults = {name: _HOUR for name in ("fra", "til") if (given[name], f"kl. {given[name]}") not in HOURS}
    if tempo not in shown:
        faults = {"tempo": "Vælg, hvornår du vil have mail.", **faults}
    if not faults:
        try:
            wanted = MailWanted(tempo, int(fra), int(til), bool(lukket))
            await people_of(request).choose(session.actor.reporter(), session.actor.email, wanted)
        except Refused as refused:
            faults = {"tempo": refused.errors[0].detail if refused.errors else refused.detail}
    if faults:
        return _mail(request, session, Filled(given, faults), status=422)
    return RedirectResponse(f"{MAIL_SETTINGS}?gemt=true", 303, {"Cache-Control": "no-store"})


def _paces(session: Session) -> tuple[tuple[str, str], ...]:
    return _PACES if session.actor.has("relative") else (_NONE, *_PACES)


def _mail(request: Request, session: Session, filled: Filled, *, saved: bool = False, status: int = 200) -> Response:
    return Web.of(request).pages.answer(
        request,
        "mail_settings.html",
        session=session,
        status=status,
        filled=filled,
        saved=saved,
        paces=_paces(session),
        hours=HOURS,
        email=session.actor.email,
        relative=session.actor.has("relative"),
    )
