"""The issuer's word that a sign-in is over (OpenID Connect Back-Channel Logout 1.0)."""

import time
from typing import Any

import pytest

from shared.identity import Unauthenticated
from tests.unit.identity.issuer import Issuer, an_rsa_key

CLIENT = "samspil-web"
EVENTS: dict[str, dict[str, str]] = {"http://schemas.openid.net/event/backchannel-logout": {}}


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


def logout(issuer: Issuer, **told: Any) -> str:
    """A token as the specification has it (2.4), but for what is told."""
    said = {"aud": CLIENT, "jti": "one", "sid": "sign-in", "events": EVENTS, "roles": None}
    return issuer.token(**{"header": {"typ": "logout+jwt"}, **said, **told})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ("anna", "sign-in")),
        ({"sid": None}, ("anna", None)),
        ({"sub": None}, (None, "sign-in")),
        ({"header": {}, "exp": None, "aud": [CLIENT, "other"]}, ("anna", "sign-in")),
    ],
    ids=["both", "everywhere", "one sign-in", "as older issuers say it"],
)
async def test_who_is_logged_out(issuer: Issuer, told: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    """Sessions: a person, one of their sign-ins, or a sign-in alone."""
    assert await issuer.verifier().logged_out(logout(issuer, **told), CLIENT) == expected


@pytest.mark.parametrize(
    "told",
    [
        {"iss": "http://another.test"},
        {"aud": "another-client"},
        {"aud": "samspil"},
        {"exp": int(time.time()) - 60},
        {"iat": int(time.time()) - 400, "exp": None},
        {"iat": int(time.time()) + 400},
        {"iat": None},
        {"iat": "now"},
        {"jti": None},
        {"events": None},
        {"events": {}},
        {"events": "http://schemas.openid.net/event/backchannel-logout"},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": True}},
        {"nonce": "of a browser's"},
        {"header": {"typ": "at+jwt"}},
        {"sub": None, "sid": None},
        {"sub": "", "sid": None},
        {"sub": ["anna"]},
        {"key": an_rsa_key("first", 1)},
        {"key": an_rsa_key("unknown")},
    ],
    ids=[
        *("another issuer", "another client", "the services", "over", "long ago", "to come", "no time", "no moment"),
        *("no id", "no event", "another event", "a word", "no object", "an identity token", "an access token"),
        *("nobody", "an empty name", "no name", "another's key", "an unknown key"),
    ],
)
async def test_what_is_no_such_word_of_the_issuers_ends_nothing(issuer: Issuer, told: dict[str, Any]) -> None:
    """Sessions: signed by the issuer, for our client, lately, and of this kind: an identity or access token, of which
    others may have a copy, is none."""
    with pytest.raises(Unauthenticated):
        await issuer.verifier().logged_out(logout(issuer, **told), CLIENT)


async def test_a_word_without_end_is_not_read(issuer: Issuer) -> None:
    """Limits: nothing is decoded of what is longer than any token."""
    with pytest.raises(Unauthenticated) as refused:
        await issuer.verifier().logged_out("x" * 20_000, CLIENT)
    assert refused.value.reason == "too_long"


async def test_a_logout_token_lets_nobody_in(issuer: Issuer) -> None:
    """It is for the client that people sign in by, and names no role."""
    with pytest.raises(Unauthenticated):
        await issuer.verifier().verify(logout(issuer))
