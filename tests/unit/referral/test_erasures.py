"""Erasing a citizen over HTTP: for managers, two of them."""

from collections.abc import Iterator
from types import SimpleNamespace
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.referral.api import router
from shared.contracts import Role
from shared.http import prepare
from shared.identity import Actor
from shared.identity import actor as the_actor
from tests.fakes.referral import FakeWorld
from tests.suites.referral_world import asked, somebody


class Door:
    """The service's routes over a world; `who`, `role` and `department` say who asks."""

    def __init__(self, world: FakeWorld) -> None:
        app = FastAPI()
        prepare(app)
        app.include_router(router)
        app.dependency_overrides[the_actor] = lambda: Actor(self.who, frozenset({self.role}), self.department)
        app.state.reads, app.state.erasures = world, world.erasures
        app.state.settings = SimpleNamespace(erasure_ask_days=14)
        self.who, self.role, self.department = "lars", "manager", "socialpsykiatri"
        self.client = TestClient(app, raise_server_exceptions=False)

    role: Role


@pytest.fixture
def door(world: FakeWorld) -> Iterator[Door]:
    door = Door(world)
    with door.client:
        yield door


@pytest.fixture
async def anna(world: FakeWorld) -> UUID:
    citizen_id = await somebody(world)
    await asked(world, citizen_id)
    return citizen_id


async def test_the_way_from_asking_to_erased(door: Door, world: FakeWorld, anna: UUID) -> None:
    """V3: 202 with the ask, a list for whoever may confirm, 403 for who asked, 204 from another, and 404 ever after."""
    path = f"/citizens/{anna}/erasure"
    answer = door.client.post(path)
    assert answer.status_code == 202
    ask = answer.json()
    assert (ask["citizen_id"], ask["department"], ask["own"]) == (str(anna), "socialpsykiatri", True)
    problem = door.client.post(f"{path}/confirmation")
    assert (problem.status_code, problem.headers["content-type"]) == (403, "application/problem+json")
    assert problem.json()["type"] == "/problems/another-manager"
    assert problem.json()["detail"] == "Du har selv bedt om sletningen. En anden leder skal bekræfte den."
    door.who, door.department = "henrik", "kraftcenter"
    assert door.client.get("/erasures").json() == {"items": [{**ask, "own": False}], "next": None}
    assert door.client.get(path).json() == {**ask, "own": False}
    assert door.client.post(f"{path}/confirmation").status_code == 204
    assert (await world.involvement_of(anna)).erased
    assert door.client.get(path).status_code == 404
    assert door.client.get("/erasures").json()["items"] == []


@pytest.mark.parametrize("role", ["app", "coordinator", "citizen", "relative", "operator"])
async def test_nobody_but_managers_comes_near_it(door: Door, anna: UUID, role: Role) -> None:
    """V3: every address of it is closed to every other role, with a Danish problem."""
    door.role = role
    path = f"/citizens/{anna}/erasure"
    for method, where in (
        ("POST", path), ("GET", path), ("DELETE", path), ("POST", f"{path}/confirmation"), ("GET", "/erasures"),
    ):  # fmt: skip
        answer = door.client.request(method, where)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


async def test_an_ask_can_be_withdrawn(door: Door, anna: UUID) -> None:
    """V3: by the one who asked, too; then there is nothing to confirm."""
    path = f"/citizens/{anna}/erasure"
    door.client.post(path)
    assert door.client.delete(path).status_code == 204
    assert door.client.delete(path).status_code == 404


async def test_the_glass_opens_nothing_where_nobody_would_be_told(door: Door, anna: UUID) -> None:
    """V2, V3: an ask is seen, refused, confirmed and listed by any manager, so that nobody needs to break the glass."""
    path = f"/citizens/{anna}/erasure"
    glass = {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "Akut"}
    for method, where in (
        ("GET", path), ("DELETE", path), ("POST", f"{path}/confirmation"), ("GET", "/erasures"),
    ):  # fmt: skip
        answer = door.client.request(method, where, headers=glass)
        assert answer.status_code == 422
        assert "Nødadgang kan ikke bruges her." in answer.text
    assert door.client.post(path, headers=glass).status_code == 202
