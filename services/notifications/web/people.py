"""Pages about who is reached and when: mail about one's inbox (N3), a stand-in, and what was given up (N4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Final, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain.subscription import Choice, MailWanted
from services.notifications.domain.unread import Overdue, StandIn
from services.notifications.ports import GivenUpPage
from services.notifications.web.cards import answered_at
from services.notifications.web.cookies import GIVEN_UP, HOME, MAIL_SETTINGS, STAND_IN
from services.notifications.web.dates import ZONE, day, moment
from services.notifications.web.door import PageRoute, only, proven_only
from services.notifications.web.forms import Filled
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused, Reporter
from shared.contracts.display import type_name, word
from shared.contracts.report import Role

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MAILED: Final[tuple[Role, ...]] = ("coordinator", "manager", "citizen", "relative")
Reading = Annotated[Session, Depends(only(*_MAILED))]
Choosing = Annotated[Session, Depends(proven_only(*_MAILED))]
Manager = Annotated[Session, Depends(only("manager"))]
Seeing = Annotated[Session, Depends(only("manager", "operator"))]
Managing = Annotated[Session, Depends(proven_only("manager"))]
Retrying = Annotated[Session, Depends(proven_only("manager", "operator"))]

HOURS: Final = tuple((str(hour), f"kl. {hour}") for hour in range(24))
_PACES: Final = (
    ("at_once", "Når der kommer noget nyt"),
    ("digest", "Én mail hver hverdagsmorgen, når der er noget nyt"),
)
_NONE: Final = ("none", "Ingen mail")
_DONE: Final = {"gemt": "Vikaren er gemt.", "fjernet": "Vikaren er fjernet."}
_DATE: Final = "Vælg en dag."
_HOUR: Final = "Vælg en hel time."


class People(Protocol):
    """The use cases as the pages start them; what they raise is as `handlers` and `ports` say."""

    async def chosen(self, reader: Reporter) -> Choice: ...

    async def choose(self, reader: Reporter, email: str | None, wanted: "MailWanted") -> None: ...

    async def signed_in(self, reader: Reporter, email: str | None) -> None: ...

    async def stand_in(self, department: str) -> StandIn | None: ...

    async def set_stand_in(self, reader: Reporter, name: str, email: str, days: tuple[date, date]) -> None: ...

    async def remove_stand_in(self, reader: Reporter) -> None: ...

    async def unread(self, reader: Reporter) -> Sequence[Overdue]: ...

    async def given_up(self, reader: Reporter, cursor: str | None) -> GivenUpPage: ...

    async def again(self, reader: Reporter, delivery_id: UUID) -> None: ...


def _people(request: Request) -> People:
    people: People = request.app.state.people
    return people


@router.get(MAIL_SETTINGS)
async def mail(request: Request, session: Reading, gemt: bool = False) -> Response:
    """What is chosen, else what is shipped."""
    chosen = await _people(request).chosen(session.actor.reporter())
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
            await _people(request).choose(session.actor.reporter(), session.actor.email, wanted)
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


@router.get(STAND_IN)
async def stand_in(request: Request, session: Manager, gjort: str = "") -> Response:
    """Who stands in, and what is unread past its deadline. `gjort` says what was done just before."""
    return await _stand_in(request, session, None, done=_DONE.get(gjort))


@router.post(STAND_IN)
async def set_stand_in(
    request: Request,
    session: Managing,
    navn: Annotated[str, Form()] = "",
    mail: Annotated[str, Form()] = "",
    fra: Annotated[str, Form()] = "",
    til: Annotated[str, Form()] = "",
    goer: Annotated[str, Form()] = "",
) -> Response:
    """Chooses one, or none any more."""
    people, reader = _people(request), session.actor.reporter()
    if goer == "fjern":
        try:
            await people.remove_stand_in(reader)
        except Refused as refused:
            # Taken away already, from another tab.
            if refused.status != 404:
                raise
        return RedirectResponse(f"{STAND_IN}?gjort=fjernet", 303, {"Cache-Control": "no-store"})
    begins, ends = _day(fra), _day(til)
    faults = {name: _DATE for name, given in (("fra", begins), ("til", ends)) if given is None}
    if begins and ends:
        try:
            await people.set_stand_in(reader, navn, mail, (begins, ends))
        except Refused as refused:
            fields = {"/name": "navn", "/email": "mail", "/until": "til"}
            faults = {fields.get(error.pointer or "", ""): error.detail for error in refused.errors}
            if not faults:
                raise
    if faults:
        given = {"navn": navn[:200], "mail": mail[:300], "fra": fra[:20], "til": til[:20]}
        return await _stand_in(request, session, Filled(given, faults), status=422)
    return RedirectResponse(f"{STAND_IN}?gjort=gemt", 303, {"Cache-Control": "no-store"})


async def _stand_in(
    request: Request, session: Session, filled: Filled | None, status: int = 200, done: str | None = None
) -> Response:
    web, people, reader = Web.of(request), _people(request), session.actor.reporter()
    today = web.now().astimezone(ZONE).date()
    found = await people.stand_in(reader.department or "")
    unread = await people.unread(reader)
    return web.pages.answer(
        request,
        "stand_in.html",
        session=session,
        status=status,
        filled=filled or Filled(_as_form(found, today)),
        done=done,
        found=None
        if found is None
        else {"name": found.name, "from": day(found.begins_on, today)}
        | {"until": day(found.ends_on, today), "now": found.on(today)},
        unread=[_overdue(item, web) for item in unread],
    )


def _as_form(found: StandIn | None, today: date) -> Mapping[str, str]:
    if found is None:
        return {"fra": today.isoformat()}
    return {
        "navn": found.name,
        "mail": found.email,
        "fra": found.begins_on.isoformat(),
        "til": found.ends_on.isoformat(),
    }


def _overdue(item: Overdue, web: Web) -> Mapping[str, str | None]:
    far = "Vikaren er bedt om at læse den." if item.level == 1 else "Du og de andre ledere har fået besked."
    return {
        "text": item.text,
        "action": item.action,
        "due": None if item.due is None else moment(item.due, web.now()),
        "told": moment(item.created_at, web.now()),
        "far": far,
        "address": answered_at(item.referral_id, item.intervention_id),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.get(GIVEN_UP)
async def given_up(
    request: Request,
    session: Seeing,
    fra: Annotated[str | None, Query(max_length=600)] = None,
    igen: bool = False,
) -> Response:
    """The latest first, with why and what to do."""
    web = Web.of(request)
    page = await _people(request).given_up(session.actor.reporter(), fra)
    items = [
        {
            "id": str(item.delivery_id),
            "what": type_name(item.event_type),
            "to": item.app or word("recipient_kind", item.recipient_kind),
            "over": word("channel", item.channel),
            "at": moment(item.given_up_at, web.now()),
            "attempts": item.attempts,
            "why": item.why,
            "remedy": item.remedy,
        }
        for item in page.items
    ]
    following = None if page.next is None else f"{GIVEN_UP}?fra={page.next}"
    return web.pages.answer(
        request, "given_up.html", session=session, items=items, following=following, again=igen, home=HOME
    )


@router.post(GIVEN_UP + "/{delivery_id}")
async def again(request: Request, session: Retrying, delivery_id: UUID) -> Response:
    """Tries it again. What is gone from the list already is no error."""
    try:
        await _people(request).again(session.actor.reporter(), delivery_id)
    except Refused as refused:
        if refused.status != 404:
            raise
    return RedirectResponse(f"{GIVEN_UP}?igen=true", 303, {"Cache-Control": "no-store"})
