"""Every role, every route that reads, every relation to a citizen: held against one table (I1, I2, P2, V2)."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from deploy.embedded.stack import Stack
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.reading.anna import (
    FORMER,
    INVOLVED,
    LONG_AGO,
    STRANGER,
    TEAM_OF_RELATIVES,
    WORDS,
    Anna,
    anna_everywhere,
)
from tests.integration.reading.services_here import ISSUER, SERVICES, service_here
from tests.integration.reading.who_sees_what import AS_ANOTHER, TABLE
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.notifications_knowledge import SAID

Claims = dict[str, Any]
_WORKING = ("coordinator", "manager", "app")
_GLASS = {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "Akut"}
_WORK = {"Samspil-Purpose": "sagsbehandling"}
_LOOKS = "SELECT count(*) FROM access_log WHERE citizen_id = $1"
_HEADERS = {"content-security-policy", "x-content-type-options", "referrer-policy", "cache-control"}
"""V1: on every answer of every route, refusals too."""
_MADE_UP = {
    "app": "svr-app",
    "access_id": "999999999",
    "year": "2025",
}
_ASKED_OF = {"/citizens": "id", "/referrals": "citizen_id", "/interventions": "citizen_id"}
"""The lists that are asked about her, and by which parameter."""
_SAYS = {200: "o", 202: "o", 204: "o", 401: "1", 403: "3", 404: "4", 409: "9", 422: "2"}


def _people(anna: Anna) -> Mapping[str, list[tuple[Claims | None, dict[str, str]]]]:
    """By column: who asks, one after the other, and the headers they ask with."""

    def working(department: str, headers: dict[str, str] = _WORK) -> list[tuple[Claims | None, dict[str, str]]]:
        return [(_working(department, role), headers) for role in _WORKING]

    def own(citizen: Any, **more: Any) -> Claims:
        return {"sub": f"egen-{citizen}", "citizen_id": str(citizen), **more}

    relative = own(anna.id, roles=["relative"], designation_ids=[str(anna.designation)])
    return {
        "involved": working(INVOLVED),
        "former": working(FORMER),
        "long ago": working(LONG_AGO),
        "stranger": working(STRANGER),
        "glass": working(STRANGER, _GLASS),
        "team": working(TEAM_OF_RELATIVES)[:2],
        "citizen": [(own(anna.id, roles=["citizen"]), {}), (own(uuid4(), roles=["citizen"]), {})],
        "relative": [(relative, {}), ({**relative, "designation_ids": [str(uuid4())]}, {})],
        "operator": [({"sub": "drift", "roles": ["operator"], "department": INVOLVED}, {})],
        "nobody": [(None, {})],
    }


def _working(department: str, role: str) -> Claims:
    client = {"azp": f"{department}-app", "app": f"{department}-app"} if role == "app" else {}
    return {"sub": f"{department}-{role}", "roles": [role], "department": department, **client}


def _headers(claims: Claims | None) -> dict[str, str]:
    return {} if claims is None else {"Authorization": f"Bearer {ISSUER.token(**claims)}"}


async def _cell(
    app: FastAPI, client: httpx2.AsyncClient, anna: Anna, route: str, who: Claims | None, why: dict[str, str]
) -> str:
    """One letter for what is answered. What shows something of her leaves a row in her access log (V2); what is refused
    says no more than of what is not there."""
    method, path = route.split(" ")
    there = {**_ids(path), **anna.about}
    query = {_ASKED_OF[path]: str(anna.id)} if path in _ASKED_OF else {}
    looks = await app.state.pool.fetchval(_LOOKS, anna.id)
    answer = await client.request(method, path.format(**there), params=query, headers={**_headers(who), **why})
    said = answer.text
    assert answer.headers.keys() >= _HEADERS, route
    assert answer.headers["cache-control"] == "no-store", route
    if answer.status_code < 300:
        shown = any(mark in said for mark in (*anna.about.values(), WORDS, SAID.words))
        logged = await app.state.pool.fetchval(_LOOKS, anna.id) > looks
        assert logged or not shown, f"{route} shows something of her, and no row says so"
        return "+" if shown else "o"
    assert not any(value in said for value in (str(anna.id), WORDS, "Anna")), (route, said)
    elsewhere = await client.get(path.format(**_ids(path)), params=query, headers={**_headers(who), **why})
    if answer.status_code in (403, 404):
        assert _without_trace(answer) == _without_trace(elsewhere), route
    return _SAYS.get(answer.status_code, f"<{answer.status_code}>")


def _ids(path: str) -> dict[str, str]:
    names = [part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")]
    return {name: _MADE_UP.get(name, str(uuid4())) for name in names}


def _without_trace(answer: httpx2.Response) -> tuple[int, Any]:
    return answer.status_code, {key: value for key, value in answer.json().items() if key != "trace_id"}


def _routes(app: FastAPI) -> list[str]:
    return [f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods]


async def test_everybody_sees_what_the_table_says(
    databases: Stack, referral: Referral, kraftcenter: Kraftcenter, notifications: Notifications
) -> None:
    """A route that is not in the table, and one that answers somebody otherwise than the table says, fails this.

    What is refused says the same as of somebody who is not there. What changes something: `test_writes.py`.
    """
    anna = await anna_everywhere(referral, kraftcenter, notifications)
    found: dict[str, str] = {}
    for service in SERVICES:
        async with service_here(databases, service) as (app, client):
            for route in _routes(app):
                if not route.startswith("GET ") or f"{service} {route}" in AS_ANOTHER:
                    continue
                columns = []
                for people in _people(anna).values():
                    columns.append("".join([await _cell(app, client, anna, route, who, why) for who, why in people]))
                found[f"{service} {route}"] = " ".join(columns)
    wrong = {route: row for route, row in found.items() if TABLE.get(route) != row}
    assert not wrong, "\n".join(f"{route:60} {row}  table: {TABLE.get(route)}" for route, row in wrong.items())
    assert {route for route in TABLE if " GET " in route} == set(found)
