"""No read for people goes past the reading door (`shared.identity.reading`); what does is named, with its reason."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg
import httpx2

from deploy.embedded.stack import Stack
from services.notifications.api.inside import People, Tending
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.reading import test_matrix as matrix
from tests.integration.reading.anna import INVOLVED, Anna, anna_everywhere
from tests.integration.reading.services_here import SERVICES, service_here
from tests.integration.reading.who_sees_what import AS_ANOTHER
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.notifications_story import citizen, of, relative

PAST_THE_DOOR: Mapping[str, str] = {
    **{f"{service} GET /load": "counts, and names no citizen" for service in SERVICES},
    "kraftcenter GET /courses": "courses are about nobody; their places are counted",
    "kraftcenter GET /courses/{course_id}": "as /courses",
    "notifications GET /loops/{correlationid}": "types, services and times of a loop: no citizen is read",
}
"""Routes that read tables of citizens' data as the service itself. `POST /preview` does, too: it decides what would be
told, and gives no more than that."""
_WALLED = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = ARRAY[$1::regrole::oid])
"""


@asynccontextmanager
async def blind(databases: Stack, service: str) -> AsyncIterator[None]:
    """The everyday role reads no table that people are shown through a policy; the reader's role does."""
    owner = await asyncpg.connect(databases.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"])
    tables = ", ".join(row["relname"] for row in await owner.fetch(_WALLED, f"{service}_reader"))
    try:
        await owner.execute(f'REVOKE SELECT ON {tables} FROM "{service}"')  # noqa: S608 (the database's own names)
        yield
    finally:
        await owner.execute(f'GRANT SELECT ON {tables} TO "{service}"')
        await owner.close()


async def test_what_people_read_is_read_through_the_door(
    databases: Stack, referral: Referral, kraftcenter: Kraftcenter, notifications: Notifications
) -> None:
    """I1, V2: a service that may read no citizen's row by itself still answers every look as before; one that goes past
    the door fails, and stands in the list."""
    anna = await anna_everywhere(referral, kraftcenter, notifications)
    past: set[str] = set()
    for service in SERVICES:
        async with service_here(databases, service) as (app, client):
            looks = [
                (route, who, why)
                for route in matrix._routes(app)
                for relation, people in matrix._people(anna).items()
                for who, why in people
                # Who breaks the glass is told of, and telling is a decision.
                if route.startswith("GET ") and f"{service} {route}" not in AS_ANOTHER and relation != "glass"
            ]
            before = [await _asked(client, anna, *each) for each in looks]
            async with blind(databases, service):
                after = [await _asked(client, anna, *each) for each in looks]
            past |= {f"{service} {each[0]}" for each, b, a in zip(looks, before, after, strict=True) if a != b}
            assert before.count(200) > len(before) / 10, "hardly anything was asked"
    assert past == set(PAST_THE_DOOR)


async def _asked(
    client: httpx2.AsyncClient, anna: Anna, route: str, who: matrix.Claims | None, why: dict[str, str]
) -> int:
    """The status; 500 where it is not even answered."""
    path = route.removeprefix("GET ")
    try:
        answer = await client.get(
            path.format(**{**matrix._ids(path), **anna.about}),
            params={"citizen_id": str(anna.id)} if path == "/referrals" else {},
            headers={**matrix._headers(who), **why},
        )
    except asyncpg.InsufficientPrivilegeError:
        return 500
    return answer.status_code


async def test_what_pages_ask_in_process_is_read_through_the_door(
    databases: Stack, referral: Referral, kraftcenter: Kraftcenter, notifications: Notifications
) -> None:
    """I1, V2: of what pages read without an address of its own, nothing wants the service's own sight of a citizen."""
    anna = await anna_everywhere(referral, kraftcenter, notifications)
    coordinator, manager = of(INVOLVED), of(INVOLVED, "manager")
    herself, relatives = citizen(anna.id), relative(anna.id, anna.designation)
    async with service_here(databases, "notifications") as (app, _), blind(databases, "notifications"):
        people, tending, reads = People(app), Tending(app), app.state.reads
        for reader in (coordinator, manager, herself, relatives):
            await people.chosen(reader)
            await reads.unread(reader)
        await people.stand_in(INVOLVED)
        await people.unread(coordinator)
        await people.given_up(manager, None)
        await tending.colleagues(coordinator)
        await app.state.mutes.of(coordinator)
        assert (await reads.known(herself, anna.id)).items
        assert await reads.may_know(relatives)
