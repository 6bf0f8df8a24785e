"""The embedded issuer: who gets in, with what, and who is turned away."""

import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.embedded.issuer.app import Issuer
from deploy.embedded.issuer.tokens import load_key

URL = "http://127.0.0.1:9999"
CALLBACK = "http://127.0.0.1:9000/log-ind/svar"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": "web",
    "redirect_uri": CALLBACK,
    "scope": "openid profile",
    "state": "s1",
    "nonce": "n1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One signing key for all: making it takes longer than the tests."""
    path = tmp_path_factory.mktemp("issuer") / "key.json"
    load_key(path)
    return path


@pytest.fixture
async def client(tmp_path: Path, key: Path) -> AsyncIterator[httpx2.AsyncClient]:
    people = tmp_path / "people.json"
    people.write_text(
        json.dumps(
            {
                "people": [
                    {"username": "anne", "name": "Anne Kjær", "role": "coordinator", "department": "kraftcenter"},
                    {
                        "username": "ellen",
                        "name": "Ellen Lund",
                        "role": "relative",
                        "citizen_id": "7d7f0c3a-0000-4000-8000-000000000001",
                        "designation_ids": ["7d7f0c3a-0000-4000-8000-000000000002"],
                    },
                ],
                "apps": {"kraftcenter-app": "kraftcenter"},
                "web": {"client_id": "web", "redirects": [CALLBACK], "after_logout": ["http://127.0.0.1:9000/log-ud"]},
                "secrets": {"web": "w", "kraftcenter-app": "k", "anne": "a", "ellen": "e"},
            }
        )
    )
    app = Issuer(URL, people, key).app()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=URL) as opened:
        yield opened


async def _code(client: httpx2.AsyncClient) -> str:
    answer = await client.post("/authorize", params=ASKED, data={"person": "anne"})
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    assert parse_qs(back.query)["state"] == ["s1"]
    return parse_qs(back.query)["code"][0]


async def _exchange(client: httpx2.AsyncClient, code: str, **changed: str) -> httpx2.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return await client.post("/token", data={**form, **changed}, auth=("web", "w"))


async def _claims(client: httpx2.AsyncClient, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await client.get("/jwks.json")).json())
    return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)


async def test_a_person_signs_in_by_code_and_pkce(client: httpx2.AsyncClient) -> None:
    """The token names role and department, is for this system, and is no stand-in."""
    tokens = (await _exchange(client, await _code(client))).json()
    claims = await _claims(client, tokens["access_token"])
    assert (claims["iss"], claims["aud"], claims["roles"]) == (URL, "samspil", ["coordinator"])
    assert (claims["department"], claims["name"]) == ("kraftcenter", "Anne Kjær")
    assert "stand_in" not in claims
    identity = await _claims(client, tokens["id_token"])
    assert (identity["nonce"], identity["aud"], identity["sub"]) == ("n1", ["web"], claims["sub"])


async def test_a_code_is_good_once(client: httpx2.AsyncClient) -> None:
    """A code somebody copied from an address line is spent."""
    code = await _code(client)
    assert (await _exchange(client, code)).status_code == 200
    assert (await _exchange(client, code)).json()["error"] == "invalid_grant"


async def test_a_wrong_verifier_spends_the_code(client: httpx2.AsyncClient) -> None:
    """Who did not begin the sign-in cannot end it, nor try again."""
    code = await _code(client)
    assert (await _exchange(client, code, code_verifier="x" * 60)).json()["error"] == "invalid_grant"
    assert (await _exchange(client, code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changed",
    [{"code_challenge": "", "code_challenge_method": ""}, {"code_challenge_method": "plain"}, {"code_challenge": ""}],
    ids=["none", "plain", "half"],
)
async def test_without_pkce_by_sha256_nobody_signs_in(client: httpx2.AsyncClient, changed: dict[str, str]) -> None:
    """S256 is required, also of a client that has a secret."""
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value}
    answer = await client.get("/authorize", params=asked)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.headers["location"]).query)["error"] == ["invalid_request"]


@pytest.mark.parametrize(
    "changed",
    [{"redirect_uri": "http://evil.example/"}, {"redirect_uri": CALLBACK + "/x"}, {"client_id": "nobody"}],
    ids=["another place", "a longer path", "an unknown client"],
)
async def test_an_unknown_address_is_never_redirected_to(client: httpx2.AsyncClient, changed: dict[str, str]) -> None:
    """An error goes back only to an address the client registered; else a page says so."""
    answer = await client.get("/authorize", params={**ASKED, **changed})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "Du kan ikke logge ind herfra" in answer.text


async def test_the_page_offers_everyone_in_danish(client: httpx2.AsyncClient) -> None:
    """A newcomer sees who there is to be."""
    page = await client.get("/authorize", params=ASKED)
    assert page.status_code == 200
    assert 'lang="da"' in page.text
    assert "Anne Kjær" in page.text
    assert "koordinator, Kraftcenter" in page.text


async def test_an_app_has_its_department(client: httpx2.AsyncClient) -> None:
    """Client credentials of an app give an app's token."""
    answer = await client.post("/token", data={"grant_type": "client_credentials"}, auth=("kraftcenter-app", "k"))
    claims = await _claims(client, answer.json()["access_token"])
    assert (claims["app"], claims["azp"], claims["roles"]) == ("kraftcenter-app", "kraftcenter-app", ["app"])
    assert claims["department"] == "kraftcenter"
    assert "stand_in" not in claims


async def test_a_script_that_stands_in_for_a_person_is_marked(client: httpx2.AsyncClient) -> None:
    """A stand-in token can be refused anywhere but here."""
    answer = await client.post("/token", data={"grant_type": "client_credentials"}, auth=("ellen", "e"))
    claims = await _claims(client, answer.json()["access_token"])
    assert claims["stand_in"] is True
    assert claims["roles"] == ["relative"]
    assert claims["designation_ids"] == ["7d7f0c3a-0000-4000-8000-000000000002"]
    assert claims["citizen_id"] == "7d7f0c3a-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("form", "who"),
    [
        ({"grant_type": "client_credentials"}, ("anne", "wrong")),
        ({"grant_type": "client_credentials"}, ("nobody", "x")),
        ({"grant_type": "client_credentials"}, ("web", "w")),
        ({"grant_type": "password", "username": "anne", "password": "a"}, ("web", "w")),
    ],
    ids=["wrong secret", "unknown", "the pages' client", "another grant"],
)
async def test_who_may_not_gets_no_token(
    client: httpx2.AsyncClient, form: dict[str, str], who: tuple[str, str]
) -> None:
    """Each client has its one grant and its own secret."""
    answer = await client.post("/token", data=form, auth=who)
    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.json()


async def test_signing_out_leads_only_to_a_registered_address(client: httpx2.AsyncClient) -> None:
    """The sign-out page is no open redirect."""
    asked = {"client_id": "web", "post_logout_redirect_uri": "http://127.0.0.1:9000/log-ud"}
    assert (await client.get("/logout", params=asked)).headers["location"] == "http://127.0.0.1:9000/log-ud"
    asked["post_logout_redirect_uri"] = "http://evil.example/"
    answer = await client.get("/logout", params=asked)
    assert answer.status_code == 200
    assert "Du er logget ud" in answer.text


async def test_discovery_names_what_there_is(client: httpx2.AsyncClient) -> None:
    """Any standard client configures itself."""
    found = (await client.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == URL
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert (await client.get(urlsplit(found["jwks_uri"]).path)).json()["keys"][0].keys().isdisjoint({"d", "p", "q"})
