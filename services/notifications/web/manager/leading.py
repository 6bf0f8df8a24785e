"""`/ledelse`: what has stood still in the department's loops, and how much lies with each team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.notifications.web.casework import addresses
from services.notifications.web.cookies import CHECKS, HOME, LEADING
from services.notifications.web.dates import Deadline, deadline
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
_STEPS: Final = {
    "requested": "Svar på henvisningen",
    "accepted": "At indsatsen begynder",
    "in-progress": "Opfølgning",
    "on-hold": "At den tages op igen",
}
_COLUMNS: Final = (
    ("open", "Åbne henvisninger"),
    ("running", "Indsatser i gang"),
    ("unanswered", "Beskeder, der venter på svar"),
    ("unread", "Ulæste beskeder"),
    ("overdue", "Frister overskredet"),
)
_AWAY: Final[Mapping[Service, str]] = {"referral": "henvisninger", "kraftcenter": "indsatser"}


@dataclass(frozen=True, slots=True)
class Late:
    """A referral whose next step is overdue; `address` is where it is seen to."""

    address: str
    citizen_id: UUID
    offer: str
    between: str
    owner: str
    missing: str
    due: Deadline | None
    level: str
    ours: bool


@router.get(LEADING)
async def leading(request: Request, session: Manager) -> Response:
    """Each part by itself: what cannot be had just now is said, and the rest is shown."""
    web, actor = Web.of(request), session.actor
    late, away = await _late(web, session)
    names = await web.names.of(
        (each.citizen_id for each in late or ()), session.access_token, purpose=PurposeCode.FOLLOW_UP
    )
    mine = await web.inbox.inbox(actor.reporter(), asking=True, limit=1)
    teams = await _teams(web, session, away)
    return web.pages.answer(
        request, "manager/leading.html", session=session, department=department_name(actor.department), names=names,
        ours=None if late is None else [each for each in late if each.ours],
        theirs=None if late is None else [each for each in late if not each.ours],
        asks=bool(mine.items), inbox=f"{HOME}?vis=opgaver", checks=CHECKS, columns=[name for _, name in _COLUMNS],
        teams=teams, away=list(dict.fromkeys(away)),
    )  # fmt: skip


async def _late(web: Web, session: Session) -> tuple[list[Late] | None, list[str]]:
    """The oldest deadline first; None where they cannot be had just now. A manager looks to follow up (V2)."""
    try:
        found = [
            _of(item, session, web.now())
            async for item in web.elsewhere.every(
                "referral", "/referrals", session, query={"overdue": True}, purpose=PurposeCode.FOLLOW_UP.value
            )
        ]
    except (Refused, Forbidden):
        return None, ["henvisninger"]
    return sorted(found, key=lambda each: each.due.iso if each.due else ""), []


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


async def _teams(web: Web, session: Session, away: list[str]) -> list[tuple[str, bool, list[str]]]:
    """Per department: its name, whether it is one's own, and the figures in words; adds to `away` what is not there."""
    figures: dict[str, dict[str, int | None]] = {code: {} for code in DEPARTMENTS}
    for load in await web.inside.load(session.actor):
        figures.setdefault(load.department, {}).update(load.counts)
    for service, words in _AWAY.items():
        try:
            items = (await web.elsewhere.read(service, "/load", session))["items"]
        except (Refused, Forbidden):
            away.append(words)
            continue
        _add(figures, items)
    own = session.actor.department
    order = sorted(figures, key=lambda code: (code != own, department_name(code)))
    return [(department_name(code), code == own, _row(figures[code])) for code in order]


def _add(figures: dict[str, dict[str, int | None]], items: Iterable[Mapping[str, Any]]) -> None:
    """Both services count what is overdue: together, or untold where either is too small to be told."""
    for item in items:
        row = figures.setdefault(item["department"], {})
        for kind, count in item["counts"].items():
            earlier = row.get(kind, 0)
            row[kind] = None if count is None or earlier is None else earlier + count


def _row(counts: Mapping[str, int | None]) -> list[str]:
    return [
        "–" if kind not in counts else "under 5" if (count := counts[kind]) is None else str(count)
        for kind, _ in _COLUMNS
    ]
