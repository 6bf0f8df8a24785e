"""`/hvem-ved-hvad`: which relative may know what, and who has been told of each thing that happened."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from services.notifications.domain.known import Knower, KnownEvent
from services.notifications.domain.shown import DesignationShown
from services.notifications.web import plain
from services.notifications.web.citizen.who import OWN, Citizen, oneself
from services.notifications.web.cookies import KNOWING
from services.notifications.web.dates import moment
from services.notifications.web.door import PageRoute
from services.notifications.web.parts import Web
from services.notifications.web.recipients import who
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.codes import DESIGNABLE

router = APIRouter(route_class=PageRoute, include_in_schema=False)

RELATIVES: Final = KNOWING + "/paaroerende"
_SHOWN = 30
_DONE = {
    "valgt": (
        "Det er gemt.",
        "Din pårørende får en mail med en invitation. Når de har sagt ja til den, kan de se det, du har valgt.",
    ),
    "aendret": ("Det er gemt.", "Det gælder fra nu af."),
    "allerede": (
        "Det er gemt.",
        "Se nedenfor, hvad der gælder. Har du ændret noget, efter at du sendte det, så ret det igen.",
    ),
    "stoppet": (
        "Det er stoppet.",
        "Din pårørende får ikke mere at vide og kan ikke længere læse det, der er kommet før. Det, der ventede på at "
        "blive sendt, er stoppet.",
    ),
}


@router.get(KNOWING)
async def knowing(
    request: Request,
    session: Citizen,
    side: Annotated[str | None, Query(max_length=500)] = None,
    gjort: str = "",
) -> Response:
    web, me = Web.of(request), oneself(session)
    reader = session.actor.reporter()
    page = await web.records.known(reader, me, cursor=side, limit=_SHOWN)
    relatives = [each for each in await designated(web, session) if each.standing]
    return web.pages.answer(
        request,
        "citizen/knowing.html",
        session=session,
        done=_DONE.get(gjort),
        relatives=[(name_of(each), f"{RELATIVES}/{each.designation_id}", each) for each in relatives],
        matrix=[
            (plain.may_know(type_, "citizen"), [type_ in each.may_know for each in relatives]) for type_ in DESIGNABLE
        ],
        channels=[[plain.word("channel", channel) for channel in each.channels] for each in relatives],
        new=f"{RELATIVES}/ny",
        events=[_event(each, web.now()) for each in page.items],
        next=f"{KNOWING}?{urlencode({'side': page.next})}#sket" if page.next else None,
        first=f"{KNOWING}#sket" if side else None,
    )


async def designated(web: Web, session: Session) -> Sequence[DesignationShown]:
    """Empty for a citizen that nothing was heard of yet."""
    try:
        return await web.records.designations(session.actor.reporter(), oneself(session), OWN)
    except Refused as refused:
        if refused.status != 404:
            raise
        return ()


def name_of(designation: DesignationShown) -> str:
    return designation.name or plain.word("relation", designation.relation)


def _event(event: KnownEvent, now: datetime) -> dict[str, Any]:
    return {
        "text": event.text,
        "when": moment(event.time, now),
        "iso": event.time.isoformat(),
        "told": _told(event.known_by),
    }


def _told(known_by: Iterable[Knower]) -> list[tuple[str, str]]:
    """Everybody but oneself once, and whether they have read it; of a mail alone, whether it was sent."""
    lines: dict[str, list[Knower]] = {}
    for each in known_by:
        if each.recipient_kind != "citizen":
            lines.setdefault(who(each.recipient_kind, each.department, each.name, "citizen"), []).append(each)
    return [(name, _how(each)) for name, each in lines.items()]


def _how(each: Sequence[Knower]) -> str:
    if any(one.read for one in each):
        return "har læst det"
    if any(one.how == "told" for one in each):
        return "har fået besked"
    if any(one.how == "waiting" for one in each):
        return "får besked om lidt"
    return "fik det ikke: Det blev stoppet" if any(one.how == "stopped" for one in each) else "kunne ikke nås"
