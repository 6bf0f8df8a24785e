"""Every role, every route that changes something, every relation to the citizen it is about: held against one table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx2

from deploy.embedded.stack import Stack
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.reading import test_matrix as matrix
from tests.integration.reading.anna import WORDS, Anna, anna_everywhere
from tests.integration.reading.sendings import Sending, Sendings
from tests.integration.reading.services_here import SERVICES, service_here
from tests.integration.reading.who_sees_what import AS_ANOTHER, TABLE
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter

LOOKS_FIRST = {
    "notifications POST /preview": "what is known of her decides who may send: that look is in her access log, and "
    "glass broken for it is told of, whatever the answer",
}
"""Routes that leave something behind where they refuse, each with what."""
DOES_NOTHING = {
    **{f"{service} POST /dead-letters/replay": "there are none" for service in SERVICES},
    "notifications POST /apps/{app}/webhook/test": "what is sent is kept nowhere",
    "notifications POST /rules/preview": "stores nothing",
    "notifications POST /sessions/end": "nobody of that name is signed in",
    "notifications PUT /mail-settings": "no mail, as before",
    "notifications PUT /inbox/mutes": "nothing is muted, as before",
    "notifications PUT /rules": "as they ship, as before",
}
"""Routes that leave no mark in a table even where they are answered, each with the reason."""
_NO_SECRET = {"app", "course_id", "department"}
"""What anybody may know is there."""
_MARKS = """
SELECT string_agg(format(
    $$SELECT %L AS "table", md5(string_agg(t::text, '|' ORDER BY t::text)) AS mark FROM %I t$$, relname, relname
), ' UNION ALL ') FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever sees all of a service's tables."""

    connection: "asyncpg.Connection[Any]"
    marks: str

    async def all_there_is(self) -> set[tuple[str, str | None]]:
        """Each table, with a mark of everything in it."""
        return {(row["table"], row["mark"]) for row in await self.connection.fetch(self.marks)}


@asynccontextmanager
async def _owner(databases: Stack, service: str) -> AsyncIterator[Owner]:
    connection = await asyncpg.connect(databases.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"])
    try:
        yield Owner(connection, await connection.fetchval(_MARKS))
    finally:
        await connection.close()


async def _answered(
    client: httpx2.AsyncClient, route: str, sending: Sending, headers: dict[str, str], *, made_up: bool = False
) -> httpx2.Response:
    method, path = route.split(" ")
    there = {name: id_ for name, id_ in sending.ids.items() if not made_up or name in _NO_SECRET}
    ids = {**matrix._ids(path), **there}
    return await client.request(
        method,
        path.format(**ids),
        params=sending.query,
        content=sending.body,
        headers={**headers, **sending.headers},
    )


async def _cell(
    client: httpx2.AsyncClient, owner: Owner, anna: Anna, route: str, sending: Sending,
    headers: dict[str, str], *, looks_first: bool,
) -> tuple[str, bool]:  # fmt: skip
    """One letter, as in the table, and whether anything was done. What is refused changes nothing, and says no more
    than of what is not there."""
    before = await owner.all_there_is()
    answer = await _answered(client, route, sending, headers)
    changed = {table for table, _ in await owner.all_there_is() - before}
    if answer.status_code >= 300:
        assert looks_first or not changed, (route, answer.status_code, changed)
        assert not any(value in answer.text for value in (str(anna.id), WORDS, "Anna")), route
    if answer.status_code in (403, 404):
        elsewhere = await _answered(client, route, sending, headers, made_up=True)
        assert matrix._without_trace(answer) == matrix._without_trace(elsewhere), route
    return matrix._SAYS.get(answer.status_code, f"<{answer.status_code}>"), bool(changed)


async def test_nobody_changes_but_who_the_table_says(
    databases: Stack, referral: Referral, kraftcenter: Kraftcenter, notifications: Notifications
) -> None:
    """I1, I2: with her real ids, and a body that is taken from the right one; a route that is not in the table fails.

    Refused, whoever it is has changed nothing in the service, and cannot tell her from somebody who is not there.
    """
    anna = await anna_everywhere(referral, kraftcenter, notifications)
    sendings = await Sendings.about(anna, referral, kraftcenter, notifications)
    found: dict[str, str] = {}
    done: set[str] = set()
    for service in SERVICES:
        async with _owner(databases, service) as owner, service_here(databases, service) as (app, client):
            await sendings.ready(service, app, client)
            for route in matrix._routes(app):
                name = f"{service} {route}"
                if route.startswith("GET ") or name in AS_ANOTHER:
                    continue
                columns = []
                for people in matrix._people(anna).values():
                    column = ""
                    for who, why in people:
                        sending = await sendings.to(service, route, app, client, who)
                        headers = {**matrix._headers(who), **why}
                        first = name in LOOKS_FIRST
                        letter, did = await _cell(client, owner, anna, route, sending, headers, looks_first=first)
                        column += letter
                        if did:
                            done.add(name)
                    columns.append(column)
                found[name] = " ".join(columns)
    wrong = {route: row for route, row in found.items() if TABLE.get(route) != row}
    assert not wrong, "\n".join(f"{route:60} {row}  table: {TABLE.get(route)}" for route, row in wrong.items())
    assert {route for route in TABLE if " GET " not in route} == set(found)
    assert set(found) - done == set(DOES_NOTHING)
