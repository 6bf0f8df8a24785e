"""Every way to go wrong ends as application/problem+json that repeats nothing."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from shared.http import PROBLEM_TYPES
from tests.unit.http.application import FAULTS

SECRET = "0101701234"


def _checked(response: Response) -> dict[str, object]:
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = response.json()
    assert {"type", "title", "status", "detail", "trace_id"} <= set(body)
    assert body["status"] == response.status_code
    assert str(body["type"]).removeprefix("/problems/") in PROBLEM_TYPES
    assert SECRET not in response.text
    return body


@pytest.mark.parametrize(
    ("name", "status", "slug"),
    [
        ("refused", 422, "illegal-move"),
        ("refused-conflict", 409, "conflict"),
        ("unauthenticated", 401, "unauthenticated"),
        ("forbidden", 403, "forbidden"),
        ("issuer", 503, "unavailable"),
        ("purpose", 422, "purpose-missing"),
        ("problem", 422, "invalid"),
        ("database", 503, "unavailable"),
        ("full", 503, "unavailable"),
        ("network", 503, "unavailable"),
        ("closed", 503, "unavailable"),
        ("cut", 503, "unavailable"),
        ("failover", 503, "unavailable"),
        ("our-sql", 500, "internal"),
        ("bug", 500, "internal"),
    ],
)
def test_each_fault_has_its_status_and_type(client: TestClient, name: str, status: int, slug: str) -> None:
    """Interface: errors are RFC 9457; the world's faults are 503, our own 500, and neither tells its message."""
    assert name in FAULTS
    response = client.get(f"/fault/{name}")
    body = _checked(response)
    assert response.status_code == status
    assert body["type"] == f"/problems/{slug}"
    assert "10.0.0.1" not in response.text


def test_only_our_own_fault_ends_the_connection_and_says_so(client: TestClient) -> None:
    """Nothing lost: the server closes after a 500, and a client that is not told has its next request cut off."""
    assert client.get("/fault/bug").headers["connection"] == "close"
    assert "connection" not in client.get("/fault/database").headers


def test_a_refusal_lists_the_legal_moves_and_the_field(client: TestClient) -> None:
    """R2: anything else is refused with the legal moves listed."""
    body = _checked(client.get("/fault/refused"))
    assert body["legal_moves"] == ["a.v1", "b.v1"]
    assert body["errors"] == [{"pointer": "/type", "detail": "Ikke fra denne tilstand."}]


def test_who_is_not_let_in_is_told_how_and_who_comes_too_early_when(client: TestClient) -> None:
    """Interface: 401 names the scheme; 503 carries Retry-After."""
    assert client.get("/fault/unauthenticated").headers["www-authenticate"].startswith("Bearer")
    for fault in ("database", "issuer", "too-often"):
        assert int(client.get(f"/fault/{fault}").headers["retry-after"]) >= 1


def test_a_bad_field_is_named_and_its_value_is_not_repeated(client: TestClient) -> None:
    """V1: no error ever repeats a value that was sent, an unknown field's own name included."""
    response = client.post(
        "/body",
        json={
            "citizen_id": SECRET,
            "inner": [{"kind": SECRET}],
            "named": {f"x{SECRET}": "y", SECRET: "z", "Hansen Jensen": "w"},
            f"hansen{SECRET}": 1,
        },
    )
    errors = _checked(response)["errors"]
    assert isinstance(errors, list)
    assert {error["pointer"] for error in errors} == {"/citizen_id", "/inner/0/kind", "/named", ""}
    assert "ansen" not in response.text


def test_query_and_json_faults_say_where(client: TestClient) -> None:
    """Interface: bad content is 422 and names the place."""
    body = _checked(client.get("/query", params={"limit": "x"}))
    assert body["errors"] == [{"pointer": "/query/limit", "detail": "Skal være et helt tal."}]
    body = _checked(
        client.post("/body", content=b'{"a": ' + SECRET.encode(), headers={"content-type": "application/json"})
    )
    assert body["errors"] == [{"pointer": "", "detail": "Er ikke gyldig JSON."}]


@pytest.mark.parametrize("called", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
def test_a_body_that_is_not_called_json_is_415(client: TestClient, called: str) -> None:
    """Interface: 415 says what to change; 422 would send the app looking for a field that is there."""
    sent = f'{{"citizen_id": "{uuid4()}"}}'.encode()
    headers = {"content-type": called} if called else {}
    response = client.post("/body", content=sent, headers=headers)
    assert response.status_code == 415
    assert _checked(response)["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize("called", ["application/json", "application/json; charset=utf-8", "application/x.y+json"])
def test_a_body_called_json_is_read(client: TestClient, called: str) -> None:
    """Interface: bad content of JSON stays 422, and so does no body at all."""
    good, bad = (
        client.post("/body", content=sent, headers={"content-type": called})
        for sent in (f'{{"citizen_id": "{uuid4()}"}}', "[]")
    )
    assert (good.status_code, bad.status_code) == (200, 422)
    assert client.post("/body").status_code == 422


def test_unknown_address_and_method_are_problems_too(client: TestClient) -> None:
    """Interface: also what the framework answers by itself has the one shape."""
    assert _checked(client.get(f"/nowhere/{SECRET}"))["type"] == "/problems/not-found"
    response = client.delete("/body")
    assert _checked(response)["type"] == "/problems/method-not-allowed"
    assert response.headers["allow"] == "POST"
