"""The rules page: who is told of what, tried out and changed by a manager, with all that was before (I3, P3)."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from services.notifications.domain import rulebook, wording
from services.notifications.domain.overlay import REASONS, Departure, differences, overlay_of, with_overlay
from services.notifications.domain.ruled import InForce, Wanted
from services.notifications.domain.rules import Rules
from services.notifications.domain.situation import Situation
from services.notifications.web.cookies import RULES
from services.notifications.web.dates import moment
from services.notifications.web.door import PageRoute, Proven, SignedIn, only
from services.notifications.web.forms import EMPTY, Filled
from services.notifications.web.parts import Web
from services.notifications.web.rules_shown import Side, change_shown, said, sides
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.contracts.codes import DEPARTMENTS, OFFERS, Level
from shared.contracts.display import type_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HISTORY: Final = RULES + "/historik"
SHOWN: Final = 20
_LONGEST: Final = 500
_DONE: Final = {
    "gemt": "Reglerne er gemt og gælder nu.",
    "tilbage": "Reglerne er sat tilbage og gælder nu.",
    "uaendret": "Der var intet at ændre. Reglerne er, som de var.",
}
_LEVELS: Final[dict[str, Level]] = {"1": 1, "2": 2, "3": 3}
_AT_FIELD: Final = {"/situation/from_department": "fra", "/situation/offer": "tilbud", "/event_type": "type"}

Reader = Annotated[Session, Depends(only("coordinator", "manager", "operator"))]
Manager = Annotated[Session, Depends(only("manager"))]
Text = Annotated[str, Form(max_length=100)]


@router.get(RULES)
async def rules(request: Request, session: Reader, gjort: str = "") -> Response:
    """Who is told of what. `gjort` says what was done just before."""
    now = await Web.of(request).rules.in_force()
    return _page(request, session, now, now.rules, done=_DONE.get(gjort))


@router.post(RULES)
async def change(
    request: Request,
    session: Manager,
    _: Proven,
    version: Annotated[int, Form(ge=0)],
    told: Annotated[list[str], Form(max_length=_LONGEST)] = [],  # noqa: B006 (FastAPI copies it)
    goer: Text = "proev",
    hvorfor: Text = "",
    type_: Annotated[str, Form(alias="type", max_length=100)] = "",
    tilbud: Text = "",
    fra: Text = "",
    ogsaa: Text = "",
    paaroerende: Text = "",
    niveau: Text = "1",
) -> Response:
    """Shows who would be told what with what is ticked, or saves it. What was chosen stays where something is wrong."""
    web = Web.of(request)
    now = await web.rules.in_force()
    departures = _departures(frozenset(told), web.rules.shipped)
    given = {"type": type_, "tilbud": tilbud, "fra": fra, "ogsaa": ogsaa, "niveau": niveau, "hvorfor": hvorfor}
    filled = Filled({**given, "paaroerende": "ja" if paaroerende else ""})
    if goer == "gem":
        wanted = Wanted(version, departures, reason=hvorfor if hvorfor in REASONS else None)
        try:
            after = await web.rules.change(session.actor.reporter(), session.actor.name or "En leder", wanted)
        except Refused as refused:
            if refused.status not in (409, 422):
                raise
            return _page(
                request, session, now, _ticked(departures, web.rules.shipped),
                filled=filled.but({"": refused.detail}), departures=departures, status=refused.status,
            )  # fmt: skip
        done = "uaendret" if after.number == version else "gemt"
        return RedirectResponse(f"{RULES}?gjort={done}", 303)
    compared, faults = _tried(web, filled, departures, now)
    return _page(
        request, session, now, _ticked(departures, web.rules.shipped), filled=filled.but(faults),
        departures=departures, compared=compared, status=422 if faults else 200,
    )  # fmt: skip


@router.post(RULES + "/proev")
async def try_out(
    request: Request,
    session: Reader,
    _: Proven,
    type_: Annotated[str, Form(alias="type", max_length=100)] = "",
    tilbud: Text = "",
    fra: Text = "",
    ogsaa: Text = "",
    paaroerende: Text = "",
    niveau: Text = "1",
) -> Response:
    """P3: who is told what under the rules in force, for whoever changes none."""
    web = Web.of(request)
    now = await web.rules.in_force()
    given = {"type": type_, "tilbud": tilbud, "fra": fra, "ogsaa": ogsaa, "niveau": niveau}
    filled = Filled({**given, "paaroerende": "ja" if paaroerende else ""})
    departures = tuple(now.overlay)
    compared, faults = _tried(web, filled, departures, now)
    status = 422 if faults else 200
    return _page(request, session, now, now.rules, filled=filled.but(faults), compared=compared[:1], status=status)


@router.get(HISTORY)
async def history(
    request: Request, session: Reader, side: Annotated[str | None, Query(max_length=_LONGEST)] = None
) -> Response:
    """Every change, newest first: who, when and what."""
    web = Web.of(request)
    now = await web.rules.in_force()
    page = await web.rules.changes(side, SHOWN)
    return web.pages.answer(
        request,
        "rules_history.html",
        session=session,
        items=[change_shown(each, web.now()) for each in page.items],
        now=now.number,
        may_change=session.actor.has("manager"),
        next=f"{HISTORY}?{urlencode({'side': page.next})}" if page.next else None,
        first=HISTORY if side else None,
        last=page.next is None,
    )


@router.post(RULES + "/tilbage")
async def go_back(
    request: Request,
    session: Manager,
    _: Proven,
    version: Annotated[int, Form(ge=0)],
    til: Annotated[int, Form(ge=0)],
) -> Response:
    """Back to an earlier version, as a new one."""
    web = Web.of(request)
    wanted = Wanted(version, None, back_to=til)
    after = await web.rules.change(session.actor.reporter(), session.actor.name or "En leder", wanted)
    return RedirectResponse(f"{RULES}?gjort={'uaendret' if after.number == version else 'tilbage'}", 303)


def _page(
    request: Request,
    session: SignedIn,
    now: InForce,
    ticked: Rules,
    *,
    filled: Filled = EMPTY,
    departures: tuple[Departure, ...] | None = None,
    compared: list[Side] | None = None,
    done: str | None = None,
    status: int = 200,
) -> Response:
    web = Web.of(request)
    shipped = web.rules.shipped
    edited = now.overlay if departures is None else overlay_of(departures, shipped)
    return web.pages.answer(
        request,
        "rules.html",
        session=session,
        status=status,
        tables=rulebook.tables(ticked, shipped),
        who=rulebook.name_of,
        now=now,
        since=None if now.version is None else moment(now.version.at, web.now()),
        filled=filled,
        pending=said(differences(now.overlay, edited, shipped)),
        sides=compared or [],
        done=done,
        may_change=session.actor.has("manager"),
        options=_options(shipped),
    )


def _options(shipped: Rules) -> dict[str, Any]:
    departments = [(code, department.name) for code, department in DEPARTMENTS.items()]
    return {
        "types": [(type_, type_name(type_)) for type_, rule in shipped.by_type.items() if rule.every_code | rule.free],
        "offers": [(code, offer.name) for code, offer in OFFERS.items()],
        "senders": departments,
        "reasons": [(code, wording.of_rules("changed_because", code)) for code in REASONS if code != "back"],
        "levels": [
            ("1", "Fristen er lige overskredet"),
            ("2", "To arbejdsdage senere"),
            ("3", "Syv arbejdsdage senere"),
        ],
    }


def _departures(told: frozenset[str], shipped: Rules) -> tuple[Departure, ...]:
    """From the ticked boxes, `type code` each. What is not for the municipality is no box, and is passed over."""
    found = []
    for type_, rule in shipped.by_type.items():
        ticked = frozenset(code for code in rule.free if f"{type_} {code}" in told)
        shipped_told = rule.every_code & rule.free
        if ticked != shipped_told:
            found.append(Departure(type_, ticked - shipped_told, shipped_told - ticked))
    return tuple(found)


def _ticked(departures: tuple[Departure, ...], shipped: Rules) -> Rules:
    return with_overlay(shipped, overlay_of(departures, shipped), 0)


def _tried(
    web: Web, filled: Filled, departures: tuple[Departure, ...], now: InForce
) -> tuple[list[Side], dict[str, str]]:
    """Both sides, the second only where it differs; or what is wrong, by field."""
    faults = {}
    if filled.given("type") not in web.rules.shipped.by_type:
        faults["type"] = "Vælg, hvad der sker."
    if filled.given("tilbud") not in OFFERS:
        faults["tilbud"] = "Vælg et tilbud."
    if faults:
        return [], faults
    sender, also = (filled.given(name) if filled.given(name) in DEPARTMENTS else None for name in ("fra", "ogsaa"))
    situation = Situation(
        sender, filled.given("tilbud"), also, bool(filled.given("paaroerende")), _LEVELS.get(filled.given("niveau"), 1)
    )
    try:
        found = web.rules.compare(filled.given("type"), situation, departures, now.rules)
    except Refused as refused:
        return [], {_AT_FIELD.get(error.pointer, ""): error.detail for error in refused.errors} or {"": refused.detail}
    return sides(found), {}
