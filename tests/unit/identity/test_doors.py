"""The actor and the purpose as a route meets them."""

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from shared.http import prepare
from shared.identity import Actor, Caller, Purpose, Speaker, purpose, require, required_purpose
from tests.unit.identity.issuer import Issuer

ISSUER = Issuer()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    prepare(app)
    app.state.verifier = ISSUER.verifier()

    @app.get("/me")
    async def me(caller: Caller) -> str:
        return caller.subject

    @app.get("/managers")
    async def managers(caller: Annotated[Actor, Depends(require("manager", "operator"))]) -> str:
        return caller.subject

    @app.get("/speaks")
    async def speaks(who: Speaker) -> list[str]:
        return sorted(map(str, who.designations))

    @app.get("/why")
    async def why(purpose: Annotated[Purpose, Depends(purpose)]) -> list[str | None]:
        return [purpose.code, purpose.reason]

    @app.get("/why-required")
    async def why_required(purpose: Annotated[Purpose, Depends(required_purpose)]) -> list[str | None]:
        return [purpose.code, purpose.reason]

    with TestClient(app) as client:
        yield client


def _as(*roles: str, **headers: str) -> dict[str, str]:
    citizen = "7d5f9f0e-6a2c-4f5b-9b0e-1a2b3c4d5e6f"
    return {
        "Authorization": f"Bearer {ISSUER.token(roles=list(roles), department='svr', citizen_id=citizen)}"
    } | headers


def test_no_token_and_a_bad_one_are_401_with_the_scheme(client: TestClient) -> None:
    """Interface: 401 no or bad token."""
    assert client.get("/me").headers["www-authenticate"] == "Bearer"
    for authorization in ("Bearer x", "Basic YTpi", "Bearer", ISSUER.token()):
        response = client.get("/me", headers={"Authorization": authorization})
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert response.json()["type"] == "/problems/unauthenticated"


def test_known_but_without_the_role_is_403(client: TestClient) -> None:
    """Interface: 403 known but not allowed."""
    assert client.get("/me", headers=_as("coordinator")).json() == "anna"
    assert client.get("/managers", headers=_as("coordinator")).status_code == 403
    assert client.get("/managers", headers=_as("coordinator", "manager")).json() == "anna"


def test_a_purpose_is_named_or_follows_from_the_role(client: TestClient) -> None:
    """V2: every read is logged with purpose; a citizen's own look has its own."""
    assert client.get("/why", headers=_as("coordinator")).json() == ["sagsbehandling", None]
    assert client.get("/why", headers=_as("manager", **{"Samspil-Purpose": "tilsyn"})).json() == ["tilsyn", None]
    assert client.get("/why-required", headers=_as("citizen")).json() == ["egen_indsigt", None]
    both = _as("citizen", "coordinator")
    assert client.get("/why-required", headers=both).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Samspil-Purpose": "nysgerrighed"},
        {"Samspil-Purpose": "egen_indsigt"},
        {"Samspil-Purpose": "noedadgang"},
        {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "  "},
        {"Samspil-Purpose": "noedadgang", "Samspil-Reason": "x" * 1001},
    ],
)
def test_a_missing_or_made_up_purpose_is_422(client: TestClient, headers: dict[str, str]) -> None:
    """Interface: the header is required and one of four; breaking the glass takes a reason."""
    response = client.get("/why-required", headers=_as("coordinator", **headers))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"].startswith("/header/Samspil-")
    assert "nysgerrighed" not in response.text


def test_a_reason_keeps_its_danish_letters(client: TestClient) -> None:
    """People: breaking the glass takes a reason, in Danish, whichever way a client writes headers."""
    token = _as("coordinator")["Authorization"].encode()
    for words in ("fare for børn".encode(), "fare for børn".encode("latin-1"), quote("fare for børn").encode()):
        headers = [(b"authorization", token), (b"samspil-purpose", b"noedadgang"), (b"samspil-reason", words)]
        assert client.get("/why", headers=headers).json() == ["noedadgang", "fare for børn"]


def test_a_relative_whom_the_token_binds_to_nobody_names_the_designation(client: TestClient) -> None:
    """P1: nobody else speaks under one, no token that names somebody is widened by it, and it is never repeated."""
    designation, own = str(uuid4()), str(uuid4())

    def speaking(named: str, **claims: Any) -> tuple[int, object]:
        bearer = {"Authorization": f"Bearer {ISSUER.token(**claims)}"}
        answer = client.get("/speaks", headers={**bearer, "Samspil-Designation": named})
        return answer.status_code, answer.json()

    assert speaking(designation, roles=["relative"]) == (200, [designation])
    theirs: dict[str, Any] = {"roles": ["relative"], "citizen_id": str(uuid4()), "designation_ids": [own]}
    assert speaking(designation, **theirs) == (200, [own])
    for role in ("coordinator", "manager"):
        assert speaking(designation, roles=[role], department="svr") == (200, [])
    status, problem = speaking("ikke-et-id", roles=["relative"])
    assert (status, "ikke-et-id" in str(problem)) == (422, False)
