"""`/min-plan`: what I am working towards, what I get help with and what has been asked for (G3), in plain words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.notifications.web import plain
from services.notifications.web.citizen.plan import Plan, plan_of
from services.notifications.web.citizen.who import Citizen, oneself
from services.notifications.web.cookies import PLAN
from services.notifications.web.dates import ZONE, day
from services.notifications.web.door import PageRoute
from services.notifications.web.elsewhere import Service
from services.notifications.web.parts import Web
from services.notifications.web.reporting import AGAIN, AGAIN_COUNTS
from services.notifications.web.sessions import Session
from shared.contracts import Refused, SubGoalLost
from shared.contracts.codes import OFFERS
from shared.contracts.display import department_name, offer_name, theme_name
from shared.identity import Forbidden

router = APIRouter(route_class=PageRoute, include_in_schema=False)

GOAL_KINDS = {
    "develop": "Det vil jeg blive bedre til",
    "maintain": "Det vil jeg holde fast i",
    "limit_loss": "Det vil jeg miste så lidt som muligt af",
}
_DONE = {
    "allerede": f"{AGAIN} {AGAIN_COUNTS}",
    "fortrudt": "Det er stoppet.",
    "afmeldt": "Du er meldt fra gruppen.",
}


@router.get(PLAN)
async def my_plan(request: Request, session: Citizen, gjort: str = "") -> Response:
    """Each part by itself: what cannot be had just now is said, and the rest is shown."""
    web, me = Web.of(request), oneself(session)
    plan = await plan_of(web, session.actor.reporter(), me)
    goals = await listed(web, session, "kraftcenter", f"/citizens/{me}/goals")
    courses = await listed(web, session, "kraftcenter", "/courses")
    today = web.now().astimezone(ZONE).date()
    return web.pages.answer(
        request,
        "citizen/plan.html",
        session=session,
        done=_DONE.get(gjort),
        goals=None if goals is None else [_goal(goal, plan, today) for goal in goals],
        running=[
            {
                "offer": offer_name(each.offer),
                "about": plain.offer(each.offer),
                "department": department_name(each.department),
                "since": day(each.since.astimezone(ZONE).date(), today),
                "next": day(each.follow_up_on, today) if each.follow_up_on else None,
            }
            for each in plan.running.values()
        ],
        asked=_asked(plan, today),
        courses=None if courses is None else [_course(each, plan) for each in courses if _shown(each, plan)],
    )


@router.get(PLAN + "/sendt/{service}/{receipt_id}")
async def sent(request: Request, session: Citizen, service: Service, receipt_id: UUID) -> Response:
    """What became of what was sent: taken or waiting, who has got it so far, and advice (R8)."""
    web = Web.of(request)
    receipt = await web.elsewhere.read(service, f"/receipts/{receipt_id}", session)
    told = dict.fromkeys(department_name(each["department"]) for each in receipt["told"] if each["department"])
    return web.pages.answer(
        request,
        "citizen/sent.html",
        session=session,
        refused=receipt["status"] == "refused",
        faults=[each["detail"] for each in receipt["errors"]],
        hints=receipt["hints"],
        told=list(told),
    )


async def listed(web: Web, session: Session, service: Service, path: str) -> list[Mapping[str, Any]] | None:
    """All of a list; None where it cannot be had just now. Who is not known there has an empty one."""
    try:
        return [item async for item in web.elsewhere.every(service, path, session)]
    except Refused as refused:
        return [] if refused.status == 404 else None
    except Forbidden:
        return []


def _goal(goal: Mapping[str, Any], plan: Plan, today: date) -> dict[str, Any]:
    themes = [theme_name(theme).lower() for theme in goal["themes"]]
    return {
        "heading": ", ".join(themes).capitalize() or "Hverdagen",
        "kind": GOAL_KINDS.get(goal["kind"], ""),
        "steps": [_step(each, plan, today) for each in goal["sub_goals"]],
    }


def _step(step: Mapping[str, Any], plan: Plan, today: date) -> dict[str, Any]:
    target = day(date.fromisoformat(step["target_on"]), today)
    history: Sequence[Mapping[str, Any]] = step["history"]
    last = day(date.fromisoformat(history[-1]["on"]), today) if history else target
    link = plan.interventions_of.get(UUID(step["sub_goal_id"]))
    running = link is not None and link[1] in plan.running
    return {
        "state": step["state"],
        "says": {
            "agreed": f"I gang. Du sigter efter at nå det {target}.",
            "reached": f"Nået {last}.",
            "lost": f"Nået før, men ikke lige nu. Sådan har det været siden {last}.",
        }.get(step["state"], ""),
        "words": [
            ("Tabt" if each["event_type"] == SubGoalLost.type else "Nået", day(date.fromisoformat(each["on"]), today),
             each["citizen_words"])
            for each in history
            if each["citizen_words"]
        ],
        "address": f"{PLAN}/delmaal/{step['sub_goal_id']}" if running else None,
    }  # fmt: skip


def _asked(plan: Plan, today: date) -> list[dict[str, Any]]:
    """Those under way first, then the latest."""
    found = sorted(plan.asked.values(), key=lambda each: (not each.open, -each.at.timestamp()))
    return [
        {
            "offer": offer_name(each.offer),
            "by": {"self": "Du har selv bedt om det", "relative": "En pårørende har bedt om det"}.get(
                each.origin, "En afdeling har bedt om det for dig"
            ),
            "at": day(each.at.astimezone(ZONE).date(), today),
            "says": plain.state(each.state, each.receiver),
            "open": each.open,
            "own": each.own,
            "undo": f"{PLAN}/fortryd/{each.id}" if each.open else None,
        }
        for each in found
    ]


def _shown(course: Mapping[str, Any], plan: Plan) -> bool:
    return course["intake"] == "open" or UUID(course["course_id"]) in plan.places


def _course(course: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    id_ = UUID(course["course_id"])
    free = course["places_free"]
    room = (
        "Der er en ledig plads."
        if free == 1
        else f"Der er {free} ledige pladser."
        if free
        else "Alt er optaget lige nu."
    )
    stands = plan.places.get(id_)
    return {
        "offer": OFFERS[course["offer"]].name if course["offer"] in OFFERS else course["offer"],
        "about": plain.offer(course["offer"]),
        "says": {
            "place": "Du har en plads.",
            "waitlist": "Du står på venteliste. Vi giver dig besked, hvis du får en plads.",
        }.get(stands or "", f"{room} {course['sessions']} møder i alt."),
        "stands": stands,
        "join": f"{PLAN}/gruppe/{id_}" if stands is None else None,
        "leave": f"{PLAN}/gruppe/{id_}/afmeld" if stands else None,
    }
