"""Managers look at how their own department has read (V2)."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from shared.http import prepare, spot_checks_router
from tests.integration.referral_world import RealWorld as Referral
from tests.suites.referral_story import looking, of
from tests.suites.referral_world import asked, somebody
from tests.unit.identity.issuer import Issuer

ISSUER = Issuer()
PATH = "/access-log/spot-checks"
REASON = "Akut indlæggelse"


class Desk:
    """The door on the referral service's database."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def asks(self, who: str, method: str, path: str, **said: Any) -> httpx2.Response:
        """`who` is a department and a role, as `of` makes them."""
        department, role = who.split("-")
        token = ISSUER.token(sub=who, roles=[role], department=department)
        return await self._client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **said)

    async def shown(self, who: str, **query: str | int) -> list[Mapping[str, Any]]:
        answer = await self.asks(who, "GET", PATH, params=query)
        assert answer.status_code == 200, answer.text
        items: list[Mapping[str, Any]] = answer.json()["items"]
        return items


@pytest.fixture
async def desk(referral: Referral) -> AsyncIterator[Desk]:
    app = FastAPI()
    prepare(app)
    app.include_router(spot_checks_router("referral"))
    app.state.verifier, app.state.pool, app.state.keyring = ISSUER.verifier(), referral.pool, referral.keyring
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        await referral.pool.execute("DELETE FROM access_log")
        yield Desk(client)


async def test_what_broke_the_glass_stands_first_with_its_reason(referral: Referral, desk: Desk) -> None:
    """V2: the department's flagged reads are all shown, with the reason in words; to its own managers alone."""
    anna = await somebody(referral)
    await asked(referral, anna)
    assert await referral.citizen(looking(of("sel82"), REASON), anna)
    assert await referral.citizen(looking(of("kraftcenter")), anna)
    (mine,) = await desk.shown("sel82-manager")
    assert (mine["flagged"], mine["reason"], mine["purpose"]) == (True, REASON, "noedadgang")
    assert (mine["who"], mine["route"], mine["citizen_id"]) == (
        "sel82-coordinator",
        "/citizens/{citizen_id}",
        str(anna),
    )
    (theirs,) = await desk.shown("kraftcenter-manager")
    assert (theirs["flagged"], theirs["reason"], theirs["looked_at"], theirs["own"]) == (False, None, None, False)
    assert await desk.shown("svr-manager") == []
    assert (await desk.asks("sel82-coordinator", "GET", PATH)).status_code == 403


async def test_a_look_at_the_reads_is_itself_a_read(referral: Referral, desk: Desk) -> None:
    """V2: the citizen sees that somebody looked, under supervision; such looks are not drawn again."""
    anna = await somebody(referral)
    await asked(referral, anna)
    assert await referral.citizen(looking(of("sel82"), REASON), anna)
    for _ in range(2):
        assert len(await desk.shown("sel82-manager")) == 1
    looks = await referral.looks_at(anna)
    assert [look.purpose for look in looks][-2:] == ["tilsyn", "tilsyn"]


async def test_the_sample_is_the_same_each_time(referral: Referral, desk: Desk) -> None:
    """V2: of many reads twenty are drawn, the same ones each time and in pages; nobody chose to look up an inbox."""
    anna = await somebody(referral)
    await referral.pool.execute(
        "INSERT INTO access_log (citizen_id, purpose, service, actor, role, department, route)"
        " SELECT $1, 'sagsbehandling', 'referral', 'sel82-coordinator', 'coordinator', 'sel82',"
        " CASE WHEN n % 2 = 0 THEN '/inbox' ELSE '/referrals' END FROM generate_series(1, 100) n",
        anna,
    )
    whole = await desk.shown("sel82-manager", limit=200)
    assert len(whole) == 20
    assert {item["route"] for item in whole} == {"/referrals"}
    first = await desk.asks("sel82-manager", "GET", PATH, params={"limit": 12})
    rest = await desk.shown("sel82-manager", limit=12, cursor=first.json()["next"])
    assert [i["access_id"] for i in [*first.json()["items"], *rest]] == [i["access_id"] for i in whole]
    assert await desk.shown("sel82-manager", month="2020-01") == []
    assert (await desk.asks("sel82-manager", "GET", PATH, params={"month": "2020-13"})).status_code == 422


async def test_a_manager_says_what_they_found(referral: Referral, desk: Desk) -> None:
    """V2: in order or to be followed up, with who and when; the last word stands and the earlier ones are kept. Another
    department's read is not there, and one's own is for somebody else."""
    anna = await somebody(referral)
    await asked(referral, anna)
    assert await referral.citizen(looking(of("sel82"), REASON), anna)
    (mine,) = await desk.shown("sel82-manager")
    path = f"{PATH}/{mine['access_id']}"
    for outcome in ("follow_up", "in_order"):
        assert (await desk.asks("sel82-manager", "PUT", path, json={"outcome": outcome})).status_code == 204
    (looked,) = await desk.shown("sel82-manager")
    assert (looked["looked_at"]["outcome"], looked["looked_at"]["by"]) == ("in_order", "sel82-manager")
    assert await referral.pool.fetchval("SELECT count(*) FROM access_checks") == 2
    for who, status in (("svr-manager", 404), ("sel82-coordinator", 403)):
        assert (await desk.asks(who, "PUT", path, json={"outcome": "in_order"})).status_code == status
    assert (await desk.asks("sel82-manager", "PUT", path, json={"outcome": "fine"})).status_code == 422
    assert await referral.citizen(looking(of("sel82", "manager"), REASON), anna)
    own = next(item for item in await desk.shown("sel82-manager") if item["own"])
    refused = await desk.asks("sel82-manager", "PUT", f"{PATH}/{own['access_id']}", json={"outcome": "in_order"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-allowed")


async def test_a_reason_that_cannot_be_read_any_more_hides_no_read(referral: Referral, desk: Desk) -> None:
    """V3: of an erased citizen the look stays to be answered for, and the words are gone."""
    anna = await somebody(referral)
    await asked(referral, anna)
    assert await referral.citizen(looking(of("sel82"), REASON), anna)
    await referral.pool.execute("DELETE FROM citizen_keys WHERE citizen_id = $1", anna)
    (mine,) = await desk.shown("sel82-manager")
    assert (mine["flagged"], mine["reason"]) == (True, None)
