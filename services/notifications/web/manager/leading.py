"""`/ledelse`: what has stood still in the department's loops, and how much lies with each team."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.notifications.web.casework import addresses
from services.notifications.web.cookies import CHECKS, HOME, LEADING
from services.notifications.web.dates import ZONE, Deadline, day, deadline
from services.notifications.web.door import PageRoute
from services.notifications.web.elsewhere import Service
from services.notifications.web.manager.who import Manager
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.codes import DEPARTMENTS
from shared.contracts.display import department_name, offer_name
from shared.identity import Forbidden, PurposeCode

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LEVELS: Final = {
    1: "Den, der skal svare, er blevet mindet om det",
    2: "Lederen har fået besked",
    3: "Lederne på begge sider har fået besked",
}
_FOLLOW_UP_LEVELS: Final = {**_LEVELS, 1: "Den, der har indsatsen, er blevet mindet om det"}
_STEPS: Final = {
    "requested": "Svar på henvisningen",
    "accepted": "At indsatsen begynder",
    "in-progress": "Opfølgning",
    "on-hold": "At den tages op igen",
}
_Source = Service | Literal["notifications"]
_COLUMNS: Final[tuple[tuple[_Source, str, str], ...]] = (
    ("referral", "open", "Åbne henvisninger"),
    ("referral", "overdue", "Henvisninger over fristen"),
    ("kraftcenter", "running", "Indsatser i gang"),
    ("kraftcenter", "overdue", "Opfølgninger over fristen"),
    ("notifications", "unanswered", "Beskeder, der venter på svar"),
    ("notifications", "unread", "Ulæste beskeder"),
)
_AWAY: Final[Mapping[Service, str]] = {"referral": "henvisninger", "kraftcenter": "indsatser"}


@dataclass(frozen=True, slots=True)
class Late:
    """A referral whose next step is overdue, or an intervention whose follow-up is. `address` is where to see to it."""

    address: str
    citizen_id: UUID
    offer: str
    between: str
    owner: str
    missing: str
    due: Deadline | None
    level: str
    ours: bool


_Made = Callable[[Mapping[str, Any], Session, datetime], Late]


@dataclass(frozen=True, slots=True)
class Team:
    """A department's figures in words, in the order of the columns. `next` is when one's own next follow-up is owed."""

    name: str
    own: bool
    figures: tuple[str, ...]
    next: Deadline | None


@router.get(LEADING)
async def leading(request: Request, session: Manager) -> Response:
    """Each part by itself: what cannot be had just now is said, and the rest is shown."""
    web, actor = Web.of(request), session.actor
    referrals = await _late(web, session, "referral", "/referrals", _of)
    interventions = await _late(web, session, "kraftcenter", "/interventions", _of_intervention)
    late = sorted((*(referrals or ()), *(interventions or ())), key=lambda each: each.due.iso if each.due else "")
    names = await web.names.of((each.citizen_id for each in late), session.access_token, purpose=PurposeCode.FOLLOW_UP)
    mine = await web.inbox.inbox(actor.reporter(), asking=True, limit=1)
    teams, away = await _teams(web, session)
    away |= {"referral"} if referrals is None else set()
    away |= {"kraftcenter"} if interventions is None else set()
    return web.pages.answer(
        request, "manager/leading.html", session=session, department=department_name(actor.department), names=names,
        ours=[each for each in late if each.ours], theirs=[each for each in late if not each.ours],
        referrals_away=referrals is None, interventions_away=interventions is None,
        asks=bool(mine.items), inbox=f"{HOME}?vis=opgaver", checks=CHECKS, columns=[name for *_, name in _COLUMNS],
        teams=teams, away=[words for service, words in _AWAY.items() if service in away],
        next_follow_up=next((team.next for team in teams if team.own), None),
    )  # fmt: skip


async def _late(web: Web, session: Session, service: Service, path: str, make: _Made) -> list[Late] | None:
    """What is overdue; None where it cannot be had just now. A manager looks to follow up (V2)."""
    purpose = PurposeCode.FOLLOW_UP.value
    items = web.elsewhere.every(service, path, session, query={"overdue": True}, purpose=purpose)
    try:
        return [make(item, session, web.now()) async for item in items]
    except (Refused, Forbidden):
        return None


def _of(item: Mapping[str, Any], session: Session, now: datetime) -> Late:
    owner = item["next_owner"]
    sender = department_name(item["from_department"]) if item["from_department"] else "Borgeren selv"
    return Late(
        address=addresses.referral(UUID(item["referral_id"])),
        citizen_id=UUID(item["citizen_id"]),
        offer=offer_name(item["offer"]),
        between=f"{sender} → {department_name(item['to_department'])}",
        owner=department_name(owner),
        missing=_STEPS.get(item["state"], "Næste skridt"),
        due=deadline(datetime.fromisoformat(item["due"]), now) if item["due"] else None,
        level=_LEVELS.get(item["overdue_level"], ""),
        ours=owner == session.actor.department,
    )


def _of_intervention(item: Mapping[str, Any], session: Session, now: datetime) -> Late:
    on_referral = item["referral_id"] is not None
    begun = day(date.fromisoformat(item["started_on"]), now.astimezone(ZONE).date())
    return Late(
        address=addresses.intervention(UUID(item["intervention_id"])),
        citizen_id=UUID(item["citizen_id"]),
        offer=offer_name(item["offer"]),
        between=f"Indsats {'på' if on_referral else 'uden'} henvisning, begyndt {begun}",
        owner=department_name(item["department"]),
        missing="Opfølgning",
        due=deadline(datetime.fromisoformat(item["due"]), now) if item["due"] else None,
        # Without a referral there is no other side whose manager could have heard.
        level=_FOLLOW_UP_LEVELS.get(item["overdue_level"] if on_referral else min(item["overdue_level"], 2), ""),
        ours=item["department"] == session.actor.department,
    )


async def _teams(web: Web, session: Session) -> tuple[list[Team], set[str]]:
    """Every department, one's own first; and the services whose figures are not there just now."""
    figures: dict[tuple[str, str], Mapping[str, int | None]] = {
        ("notifications", load.department): load.counts for load in await web.inside.load(session.actor)
    }
    due: dict[str, str | None] = {}
    away: set[str] = set()
    for service in _AWAY:
        try:
            items = (await web.elsewhere.read(service, "/load", session))["items"]
        except (Refused, Forbidden):
            away.add(service)
            continue
        for item in items:
            figures[service, item["department"]] = item["counts"]
            due[item["department"]] = item.get("next_due") or due.get(item["department"])
    own = session.actor.department
    codes = {*DEPARTMENTS, *(code for _, code in figures)}
    return [
        Team(
            department_name(code),
            code == own,
            tuple(_figure(figures.get((source, code), {}), kind) for source, kind, _ in _COLUMNS),
            deadline(datetime.fromisoformat(at), web.now()) if (at := due.get(code)) else None,
        )
        for code in sorted(codes, key=lambda code: (code != own, department_name(code)))
    ], away


def _figure(counts: Mapping[str, int | None], kind: str) -> str:
    if kind not in counts:
        return "–"
    return "under 5" if (count := counts[kind]) is None else str(count)
