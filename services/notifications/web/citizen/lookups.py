"""`/opslag`: when and why somebody looked at the citizen's data, in all three services (V2); never by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from services.notifications.web import plain
from services.notifications.web.citizen.who import Citizen, oneself
from services.notifications.web.cookies import LOOKUPS
from services.notifications.web.dates import ZONE, day, moment
from services.notifications.web.door import PageRoute
from services.notifications.web.elsewhere import Service
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.display import department_name
from shared.http import cursor_of, position_of
from shared.identity import Forbidden, PurposeCode

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_EACH = 200
"""So many of each service's are asked for at a time."""
_AREAS: Final[Mapping[str, str]] = {
    "referral": "henvisninger",
    "kraftcenter": "mål og indsatser",
    "notifications": "beskeder og hvad der er sket",
}
_DONE: Final = "-"
_AGAIN: Final = "="


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    purpose: str
    service: str
    department: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a service has from `place` on: `_DONE`, a cursor, or one after `_AGAIN`, of which what is shown is left out.

    `more` is the cursor after it. `away` where it cannot be had just now.
    """

    place: str
    looks: Sequence[Look] = ()
    more: str | None = None
    away: bool = False

    def after(self, until: datetime | None) -> str:
        """Where the next page of the list begins in this service, when this one went back to `until`."""
        if self.away:
            return self.place
        if until is not None and any(each.at < until for each in self.looks):
            return _AGAIN + self.place.removeprefix(_AGAIN)
        return self.more or _DONE


@router.get(LOOKUPS)
async def lookups(
    request: Request, session: Citizen, vis: str = "", foer: Annotated[str | None, Query(max_length=500)] = None
) -> Response:
    """Others' looks; with `vis=alle` one's own visits and relatives' too. `foer` is where an earlier page ended.

    Services come a page at a time, and one may go further back than another: a page of the list goes no further than
    all of them do, so that nothing is left out between two pages.
    """
    web, everything = Web.of(request), vis == "alle"
    position = position_of(foer, datetime, *(str for _ in _AREAS))
    before, places = (position[0], position[1:]) if position else (None, ("",) * len(_AREAS))
    stretches = [
        await _stretch(web, session, service, place, before, not everything)
        for service, place in zip(_AREAS, places, strict=True)
    ]
    until = max((each.looks[-1].at for each in stretches if each.more and each.looks), default=None)
    looks = [look for each in stretches for look in each.looks]
    after = [each.after(until) for each in stretches]
    whole = "&vis=alle" if everything else ""
    return web.pages.answer(
        request, "citizen/lookups.html", session=session, everything=everything, address=LOOKUPS,
        days=_by_day((each for each in looks if until is None or each.at >= until), web.now()),
        away=[area for area, each in zip(_AREAS.values(), stretches, strict=True) if each.away],
        earlier=f"{LOOKUPS}?foer={cursor_of(until, *after)}{whole}" if until is not None else None,
    )  # fmt: skip


async def _stretch(
    web: Web, session: Session, service: str, place: str, before: datetime | None, others: bool
) -> Stretch:
    if place == _DONE:
        return Stretch(place)
    cursor, again = place.removeprefix(_AGAIN) or None, place.startswith(_AGAIN)
    while True:
        try:
            items, more = await _page(web, session, service, cursor, others)
        except (Refused, Forbidden):
            return Stretch(place, away=True)
        looks = [each for each in map(_look, items) if not again or before is None or each.at < before]
        looks.sort(key=lambda each: each.at, reverse=True)
        if looks or more is None:
            return Stretch(cursor or "", looks, more)
        cursor = more


async def _page(
    web: Web, session: Session, service: str, cursor: str | None, others: bool
) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    me = oneself(session)
    if service == "notifications":
        page = await web.inside.access_log(session.actor, me, others=others, cursor=cursor, limit=_EACH)
        return [each.model_dump(mode="json") for each in page.items], page.next
    elsewhere: Service = "referral" if service == "referral" else "kraftcenter"
    query = {"others": str(others).lower(), "cursor": cursor, "limit": _EACH}
    found = await web.elsewhere.read(elsewhere, f"/citizens/{me}/access-log", session, query=query)
    return found["items"], found["next"]


def _look(item: Mapping[str, Any]) -> Look:
    return Look(datetime.fromisoformat(item["at"]), item["purpose"], item["service"], item["department"])


def _by_day(looks: Iterable[Look], now: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """Newest first. One page somebody opened is several looks: those of one minute, department and purpose are one."""
    together: dict[tuple[str, str, str | None], list[Look]] = {}
    for each in sorted(looks, key=lambda each: each.at, reverse=True):
        minute = each.at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
        together.setdefault((minute, each.purpose, each.department), []).append(each)
    days: dict[str, list[dict[str, Any]]] = {}
    today = now.astimezone(ZONE).date()
    for (_, purpose, department), found in together.items():
        areas = dict.fromkeys(_AREAS.get(each.service, each.service) for each in found)
        days.setdefault(day(found[0].at.astimezone(ZONE).date(), today), []).append(
            {
                "when": moment(found[0].at, now).rpartition("kl. ")[2],
                "iso": found[0].at.isoformat(),
                "who": department_name(department) if department else "Dig selv eller en pårørende, du har valgt",
                "why": plain.word("purpose", purpose),
                "what": ", ".join(areas),
                "flagged": purpose == PurposeCode.EMERGENCY.value,
            }
        )
    return list(days.items())
