"""`/opslag`: when and why somebody looked at the citizen's data, in all three services (V2); never by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

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
from shared.identity import Forbidden, PurposeCode

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_EACH = 200
"""So many of each service's: months, for most."""
_SERVICES: Final[tuple[Service, ...]] = ("referral", "kraftcenter")
_AREAS: Final[Mapping[str, str]] = {
    "referral": "henvisninger",
    "kraftcenter": "mål og indsatser",
    "notifications": "beskeder og hvad der er sket",
}


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    purpose: str
    service: str
    department: str | None


@router.get(LOOKUPS)
async def lookups(request: Request, session: Citizen, vis: str = "") -> Response:
    """Others' looks; with `vis=alle` one's own visits and relatives' too."""
    web, me = Web.of(request), oneself(session)
    looks = [
        Look(each.at, each.purpose, each.service, each.department)
        for each in await web.inside.access_log(session.actor, me, _EACH)
    ]
    away: list[str] = []
    for service in _SERVICES:
        found = await _of(web, session, service)
        if found is None:
            away.append(_AREAS[service])
        looks += found or ()
    own = PurposeCode.OWN.value
    everything = vis == "alle"
    shown = [each for each in looks if everything or each.purpose != own]
    return web.pages.answer(
        request, "citizen/lookups.html", session=session, days=_by_day(shown, web.now()), away=away,
        everything=everything, own=sum(each.purpose == own for each in looks), address=LOOKUPS,
    )  # fmt: skip


async def _of(web: Web, session: Session, service: Service) -> list[Look] | None:
    """None where it cannot be had just now."""
    path = f"/citizens/{oneself(session)}/access-log"
    try:
        page = await web.elsewhere.read(service, path, session, query={"limit": _EACH})
    except (Refused, Forbidden):
        return None
    return [_look(each) for each in page["items"]]


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
