"""The HTTP doors: what the interface promises of paths, fields and refusals."""

import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.referral.api import citizens, router
from shared.http import RateLimit, prepare
from shared.identity import Actor
from shared.identity import actor as the_actor
from tests.fakes.referral import FakeWorld
from tests.suites.referral_story import asking, of, says
from tests.suites.referral_world import asked, somebody

ANNA = {"cpr": "010190-1234", "name": "Anna  Eksempel"}
ACTORS = {
    "app": Actor("1", frozenset({"app"}), "svr", app="svr-app"),
    "coordinator": Actor("2", frozenset({"coordinator"}), "kraftcenter"),
    "manager": Actor("3", frozenset({"manager"}), "kraftcenter"),
    "stranger": Actor("4", frozenset({"coordinator"}), "sel82"),
    "citizen": Actor("5", frozenset({"citizen"}), citizen_id=uuid4()),
    "operator": Actor("6", frozenset({"operator"})),
}


class Door:
    """The service's routes over a fake world; each call is made as one of `ACTORS`."""

    def __init__(self) -> None:
        self.app = FastAPI()
        prepare(self.app)
        self.app.include_router(router)
        self.app.dependency_overrides[the_actor] = lambda: ACTORS[self.who]
        self.who = "coordinator"
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def get(self, who: str, path: str, **headers: str) -> tuple[int, dict[str, object]]:
        self.who = who
        answer = self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        return answer.status_code, answer.json()

    def post(self, who: str, path: str, body: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.who = who
        answer = self.client.post(path, json=body)
        return answer.status_code, answer.json()


@pytest.fixture(scope="module")
def one_door() -> Iterator[Door]:
    door = Door()
    with door.client:
        yield door


@pytest.fixture
def door(one_door: Door, world: FakeWorld) -> Door:
    """Made once and open all the time: with its routes and a loop anew for each test it takes longer than they do."""
    citizens._often_enough._buckets.clear()
    one_door.app.state.reads = world
    one_door.who = "coordinator"
    return one_door


async def test_post_citizens(door: Door, world: FakeWorld) -> None:
    """`POST /citizens` is for apps and coordinators, and gives the same id for the same number, however written."""
    status, first = door.post("app", "/citizens", ANNA)
    assert (status, list(first)) == (200, ["citizen_id"])
    assert door.post("coordinator", "/citizens", {"cpr": "0101901234", "name": "En Anden"}) == (200, first)
    for who in ("manager", "citizen", "operator"):
        assert door.post(who, "/citizens", ANNA)[0] == 403
    looks = await world.looks_at(UUID(str(first["citizen_id"])))
    assert [look.reader.name for look in looks] == ["svr-app", "2"]


async def test_a_search_registers_nobody(door: Door, world: FakeWorld) -> None:
    """V1, I1: a number nobody has is answered as one of another department's citizen, and is as unknown as before; for
    coordinators and managers, who may break the glass."""
    anna = await somebody(world)
    await asked(world, anna)
    mine, nobody = {"cpr": "0101901234"}, {"cpr": "020292-1234"}
    for who in ("coordinator", "manager"):
        assert door.post(who, "/citizens/search", mine) == (200, {"citizen_id": str(anna)})
    others, unknown = (
        door.post("stranger", "/citizens/search", mine),
        door.post("coordinator", "/citizens/search", nobody),
    )
    assert (others[0], others[1]["type"], others[1]["detail"]) == (
        unknown[0], unknown[1]["type"], unknown[1]["detail"],
    ) == (404, "/problems/not-found", "Din afdeling arbejder ikke med nogen borger med det nummer.")  # fmt: skip
    assert list(world.numbers) == ["0101901234"]
    for who in ("app", "citizen", "operator"):
        assert door.post(who, "/citizens/search", mine)[0] == 403
    status, problem = door.post("coordinator", "/citizens/search", {"cpr": "3102901234"})
    assert (status, "3102901234" in str(problem)) == (422, False)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"cpr": "3102901234"}, "/cpr"),
        ({"cpr": "01019012345"}, "/cpr"),
        ({"cpr": "010190 12"}, "/cpr"),
        ({"name": "   "}, "/name"),
        ({"birth_date": "i går"}, "/birth_date"),
        ({"adresse": "Storegade 1"}, ""),
    ],
)
def test_a_bad_citizen_is_refused_by_field(door: Door, body: dict[str, str], pointer: str) -> None:
    """V1: the field at fault is named, and nothing that was sent is repeated."""
    status, problem = door.post("app", "/citizens", {**ANNA, **body})
    assert status == 422
    assert [error["pointer"] for error in problem["errors"]] == [pointer]  # type: ignore[attr-defined]
    for value in (*ANNA.values(), *body.values()):
        assert value.strip() == "" or value not in str(problem)


def test_asking_too_often(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """`POST /citizens` is rate limited per caller: 429 with Retry-After."""
    monkeypatch.setattr(citizens._often_enough, "_burst", 2)
    now = time.monotonic()
    monkeypatch.setattr(citizens._often_enough, "_clock", lambda: now)
    assert isinstance(citizens._often_enough, RateLimit)
    assert [door.post("app", "/citizens", ANNA)[0] for _ in range(3)] == [200, 200, 429]
    assert door.client.post("/citizens", json=ANNA).headers["Retry-After"].isdigit()
    assert door.post("coordinator", "/citizens", ANNA)[0] == 200


async def test_get_citizen(door: Door, world: FakeWorld) -> None:
    """I1, V2: name and departments for coordinator and manager of an involved department, with a purpose, else 403."""
    anna = await somebody(world)
    await asked(world, anna)
    path = f"/citizens/{anna}"
    expected = {
        "citizen_id": str(anna),
        "name": "Anna Eksempel",
        "departments": ["kraftcenter", "socialpsykiatri"],
    }
    for who in ("coordinator", "manager"):
        assert door.get(who, path, Samspil_Purpose="sagsbehandling") == (200, expected)
        assert door.get(who, path)[0] == 422
        assert door.get(who, path, Samspil_Purpose="nysgerrighed")[0] == 422
    for who in ("app", "citizen", "operator", "stranger"):
        assert door.get(who, path, Samspil_Purpose="sagsbehandling")[0] == 403
    nobody = door.get("stranger", f"/citizens/{uuid4()}", Samspil_Purpose="tilsyn")
    assert (
        nobody[1]["type"]
        == door.get("stranger", path, Samspil_Purpose="tilsyn")[1]["type"]
        == ("/problems/not-involved")
    )


async def test_breaking_the_glass(door: Door, world: FakeWorld) -> None:
    """Breaking the glass takes a reason, is for coordinators and managers, and is logged with it."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    glass = {"Samspil_Purpose": "noedadgang", "Samspil_Reason": "Akut indlagt"}
    assert door.get("stranger", f"/citizens/{anna}", Samspil_Purpose="noedadgang")[0] == 422
    assert door.get("stranger", f"/citizens/{anna}", **glass)[0] == 200
    assert door.get("stranger", f"/referrals/{id_}", **glass)[0] == 200
    assert door.get("stranger", "/referrals", **glass)[0] == 422
    assert len(door.get("stranger", f"/referrals?citizen_id={anna}", **glass)[1]["items"]) == 1  # type: ignore[arg-type]
    assert door.get("app", f"/referrals/{id_}", **glass)[0] == 403
    assert {look.reason for look in (await world.looks_at(anna))[-3:]} == {"Akut indlagt"}


async def test_get_referral(door: Door, world: FakeWorld) -> None:
    """The promised fields and no others; legal moves are the reader's own; to a stranger it does not exist."""
    anna = await somebody(world)
    fact = asking()
    await world.report(says(of("socialpsykiatri"), anna, fact, note="Ring efter kl. 12"))
    kept = await world.referral_of(anna, fact.referral_id)
    assert kept is not None
    assert kept.due is not None
    status, seen = door.get("coordinator", f"/referrals/{fact.referral_id}")
    assert status == 200
    assert seen == {
        "referral_id": str(fact.referral_id),
        "citizen_id": str(anna),
        "state": "requested",
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "offer": "kraftcenter-traening",
        "priority": "routine",
        "next_owner": "kraftcenter",
        "due": kept.due.isoformat().replace("+00:00", "Z"),
        "overdue_level": 0,
        "legal_moves": [f"dk.samspil.henvisning.{move}.v1" for move in ("accepteret", "afvist", "annulleret")],
        "correlationid": str(fact.referral_id),
        "note": "Ring efter kl. 12",
    }
    assert door.get("stranger", f"/referrals/{fact.referral_id}")[0] == 404
    assert door.get("stranger", f"/referrals/{uuid4()}")[0] == 404
    assert door.get("citizen", f"/referrals/{fact.referral_id}")[0] == 403


async def test_get_referrals(door: Door, world: FakeWorld) -> None:
    """Lists are `items` and `next`, narrowed by the query and paged with an opaque cursor that is null at the end."""
    anna = await somebody(world)
    ids = {str(await asked(world, anna)) for _ in range(3)}
    seen: list[str] = []
    cursor = ""
    for _ in range(2):
        status, page = door.get("coordinator", f"/referrals?citizen_id={anna}&state=requested&limit=2{cursor}")
        assert (status, list(page)) == (200, ["items", "next"])
        seen += [item["referral_id"] for item in page["items"]]  # type: ignore[attr-defined]
        cursor = f"&cursor={page['next']}"
    assert (set(seen), len(seen), page["next"]) == (ids, 3, None)
    assert door.get("coordinator", "/referrals?overdue=true") == (200, {"items": [], "next": None})
    assert door.get("coordinator", "/referrals?state=maaske")[0] == 422
    assert door.get("coordinator", "/referrals?cursor=x")[0] == 422


async def test_nobody_is_enrolled_by_breaking_the_glass(door: Door, world: FakeWorld) -> None:
    """V2: `POST /citizens` opens nothing; a flagged row that nobody is told of would silence the next telling."""
    glass = {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "Akut"}
    answer = door.client.post("/citizens", json=ANNA, headers=glass)
    assert answer.status_code == 422
    assert "Samspil-Purpose" in answer.text
    assert not world.looks
