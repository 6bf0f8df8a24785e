"""The issuer ends sessions of the pages: OpenID Connect Back-Channel Logout, by the embedded issuer's own key."""

import secrets
import time
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from deploy.embedded.issuer.tokens import ALGORITHM, load_key
from services.notifications.web.granted import Granted
from tests.unit.notifications.web.conftest import ISSUER, Visitor

ADDRESS = "/log-ud/udsteder"
EVENTS: dict[str, dict[str, str]] = {"http://schemas.openid.net/event/backchannel-logout": {}}


def of(visitor: Visitor) -> str:
    """The issuer's name for who is signed in."""
    ((who, _, _),) = visitor.stand.sessions.people.values()
    return who


async def told(visitor: Visitor, **claims: Any) -> httpx2.Response:
    """The issuer posts what it says, without any cookie."""
    now, key = int(time.time()), load_key(visitor.stand.folder / "key.json")
    said = {
        "iss": ISSUER,
        "aud": "samspil-web",
        "iat": now,
        "exp": now + 120,
        "jti": secrets.token_urlsafe(8),
        "events": EVENTS,
        **claims,
    }
    token = jwt.encode({"alg": ALGORITHM, "typ": "logout+jwt", "kid": key.kid}, said, key)
    cookies = dict(visitor.client.cookies)
    visitor.client.cookies.clear()
    try:
        return await visitor.post(ADDRESS, {"logout_token": token})
    finally:
        for name, value in cookies.items():
            visitor.client.cookies.set(name, value, domain="pages.test")


async def test_the_issuer_signs_a_person_out_at_once(visitor: Visitor) -> None:
    """Sessions: whose sign-in ended there is signed out here with the next request, also where it names no sign-in."""
    for claims in ({}, {"sid": "one of many"}):
        visitor.client.cookies.clear()
        visitor.stand.sessions.people.clear()
        await visitor.sign_in()
        assert (await visitor.get("/indbakke")).status_code == 200
        answer = await told(visitor, sub=of(visitor), **claims)
        assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, b"", "no-store")
        assert (await visitor.get("/indbakke")).status_code == 303


async def test_nobody_else_is_signed_out(visitor: Visitor) -> None:
    """Sessions: another person, or another sign-in of the same one."""
    await visitor.sign_in()
    who, rows = of(visitor), visitor.stand.sessions
    for claims in ({"sub": "somebody-else"}, {"sid": "another"}):
        assert (await told(visitor, **claims)).status_code == 200
        assert (await visitor.get("/indbakke")).status_code == 200
    rows.sids = dict.fromkeys(rows.sids, "this one")
    await told(visitor, sub=who, sid="another")
    assert (await visitor.get("/indbakke")).status_code == 200
    await told(visitor, sid="this one")
    assert (await visitor.get("/indbakke")).status_code == 303


@pytest.mark.parametrize("body", [{}, {"logout_token": ""}, {"logout_token": "made.up.token"}, {"other": "x"}])
async def test_what_the_issuer_has_not_signed_ends_nothing(visitor: Visitor, body: dict[str, str]) -> None:
    """Sessions, CSRF: 400 as the specification has it (2.8), and nothing of what was sent in the answer."""
    await visitor.sign_in()
    answer = await visitor.post(ADDRESS, body)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert answer.headers["cache-control"] == "no-store"
    assert (await told(visitor, sub=of(visitor), nonce="x")).status_code == 400
    assert (await visitor.get("/indbakke")).status_code == 200


def test_the_sign_in_is_named_by_the_identity_token() -> None:
    """Sessions: `sid`, where the issuer gives one; what cannot be read names none."""
    key = OctKey.generate_key(256)
    for claims, sid in (({"sid": "a"}, "a"), ({}, None), ({"sid": 7}, None), ({"sid": ""}, None)):
        token = jwt.encode({"alg": "HS256"}, claims, key)
        assert Granted("access", 0.0, token).sid == sid
    assert Granted("access", 0.0, "identity").sid is None
