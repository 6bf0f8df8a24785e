"""Who is let in."""

import base64
import hmac
import json
import re
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc.jwk import ECKey

from shared.identity import Apps, IssuerUnavailable, Unauthenticated
from shared.identity import _verifier as module
from tests.unit.identity.issuer import Issuer, an_rsa_key

CITIZEN = UUID("0b6f6c1e-3f0a-4c52-9d0e-6a1d2f3b4c5d")


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


async def test_a_good_token_becomes_an_actor(issuer: Issuer) -> None:
    """People: Actor = subject, roles, department; the name is shown to nobody by accident."""
    token = issuer.token(roles=["coordinator", "offline_access"], department="svr", name="Anna Hansen")
    actor = await issuer.verifier().verify(token)
    assert (actor.subject, actor.department, actor.app) == ("anna", "svr", None)
    assert actor.roles == frozenset({"coordinator"})
    assert actor.name == "Anna Hansen"
    assert "Hansen" not in repr(actor)
    reporter = actor.reporter()
    assert (reporter.name, reporter.role, reporter.department) == ("anna", "coordinator", "svr")


@pytest.mark.parametrize("alg", ["ES256", "PS256"])
async def test_the_other_algorithms_on_the_list_hold_too(alg: str) -> None:
    """People: RS256, ES256 and PS256, as municipal issuers sign."""
    issuer = Issuer()
    if alg == "ES256":
        issuer.keys = [ECKey.generate_key("P-256", {"kid": "curve"})]
    assert (await issuer.verifier().verify(issuer.token(alg=alg))).subject == "anna"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://another.test"},
        {"aud": "another"},
        {"aud": None},
        {"exp": int(time.time()) - 31},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"roles": "operator"},
        {"roles": ["coordinator"]},
        {"roles": ["citizen"]},
        {"roles": ["citizen"], "citizen_id": "not one"},
        {"roles": ["relative"], "citizen_id": str(CITIZEN)},
        {"roles": ["relative"], "designation_ids": [str(CITIZEN)]},
        {"roles": ["app"], "department": "svr"},
        {"roles": ["app", "operator"], "client_id": "a", "department": "svr"},
        {"roles": ["app"], "client_id": "a", "app": "b", "department": "svr"},
        {"stand_in": True},
    ],
    ids=lambda claims: re.sub(r"\d{9,}", "a moment", repr(claims)),
)
async def test_a_token_that_does_not_add_up_is_nobody(issuer: Issuer, claims: dict[str, Any]) -> None:
    """Interface: 401; a role without what it stands on is no role."""
    with pytest.raises(Unauthenticated):
        await issuer.verifier().verify(issuer.token(**claims))


async def test_a_clock_half_a_minute_off_does_not_lock_people_out(issuer: Issuer) -> None:
    """People: a small leeway, so that two machines' clocks may differ."""
    token = issuer.token(exp=int(time.time()) - 10, nbf=int(time.time()) + 10)
    assert (await issuer.verifier().verify(token)).subject == "anna"


async def test_tokens_signed_by_another_or_by_nobody_are_refused(issuer: Issuer) -> None:
    """People: only listed algorithms and only the issuer's keys; not `none`, not its public key as a shared secret."""
    verifier = issuer.verifier()
    stranger = an_rsa_key("first", 1)
    forged = issuer.token(key=stranger)
    claims = issuer.token().split(".")[1]
    unsigned = f"{_part({'alg': 'none', 'kid': 'first'})}.{claims}."
    public = issuer.keys[0].as_pem(private=False)
    shared = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{claims}"
    shared += "." + base64.urlsafe_b64encode(hmac.digest(public, shared.encode(), "sha256")).decode().rstrip("=")
    tampered = issuer.token().split(".")
    tampered[1] = _part(json.loads(_decoded(tampered[1])) | {"roles": ["manager"], "department": "svr"})
    for token in (forged, unsigned, shared, ".".join(tampered), "", "a.b.c", "x" * 20_000, f"{_part([])}.x.y"):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)


def _part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


async def test_stand_ins_are_taken_only_where_that_is_set(issuer: Issuer) -> None:
    """Interface: tokens by a person's client credentials are for the embedded stack; elsewhere refused."""
    token = issuer.token(stand_in=True)
    assert (await issuer.verifier(stand_in_tokens=True).verify(token)).subject == "anna"
    with pytest.raises(Unauthenticated):
        await issuer.verifier().verify(token)


async def test_an_app_is_who_the_register_says(issuer: Issuer) -> None:
    """Reports in: the acting department is that of the token, and the register's where both speak."""
    verifier = issuer.verifier(apps=Apps({"svr-app": "svr"}))
    actor = await verifier.verify(issuer.token(roles=["app"], client_id="svr-app", sub="7f"))
    assert (actor.app, actor.department, actor.reporter().name) == ("svr-app", "svr", "svr-app")
    strangers: list[dict[str, Any]] = [{"client_id": "unknown"}, {"client_id": "svr-app", "department": "kraftcenter"}]
    for claims in strangers:
        with pytest.raises(Unauthenticated):
            await verifier.verify(issuer.token(roles=["app"], **claims))


async def test_an_app_taken_out_of_the_register_is_nobody_at_once(issuer: Issuer, tmp_path: Path) -> None:
    """Managing apps: a token that still holds, and was seen before, opens nothing once its app is removed."""
    register = tmp_path / "apps.json"
    register.write_text(json.dumps({"svr-app": {"department": "svr"}}))
    clock = [0.0]
    verifier = issuer.verifier(apps=Apps(file=register, now=lambda: clock[0]))
    token = issuer.token(roles=["app"], client_id="svr-app")
    assert (await verifier.verify(token)).department == "svr"
    register.write_text("{}")
    clock[0] = 5.0
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_roles_and_people_as_keycloak_writes_them(issuer: Issuer) -> None:
    """People: a real issuer's realm roles count as roles; relatives carry their designations."""
    designation = uuid4()
    token = issuer.token(
        roles=None,
        realm_access={"roles": ["relative", "uma_authorization"]},
        citizen_id=str(CITIZEN),
        designation_ids=[str(designation)],
    )
    actor = await issuer.verifier().verify(token)
    assert actor.roles == frozenset({"relative"})
    assert actor.citizen_id == CITIZEN
    assert actor.designations == frozenset({designation})


async def test_a_relative_may_be_bound_elsewhere(issuer: Issuer) -> None:
    """People: a relative whom an invitation binds carries no citizen and no designation; stands for nobody yet."""
    actor = await issuer.verifier().verify(issuer.token(roles=["relative"]))
    assert (actor.role, actor.citizen_id, actor.designations) == ("relative", None, frozenset())


async def test_a_new_key_is_fetched_when_a_token_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """People: an issuer that rotates its keys locks nobody out; made-up key ids are not turned into requests."""
    monkeypatch.setattr(module, "_BETWEEN_FETCHES_SECONDS", 0.0)
    monkeypatch.setattr(module, "_BETWEEN_TRIES_SECONDS", 0.0)
    issuer = Issuer()
    verifier = issuer.verifier()
    await verifier.verify(issuer.token())
    issuer.keys.insert(0, an_rsa_key("second"))
    assert (await verifier.verify(issuer.token())).subject == "anna"
    assert issuer.calls == 2
    monkeypatch.setattr(module, "_BETWEEN_FETCHES_SECONDS", 10.0)
    for number in range(5):
        with pytest.raises(Unauthenticated):
            await verifier.verify(issuer.token(header={"kid": f"made-up-{number}"}))
    assert issuer.calls == 2


async def test_an_issuer_that_is_away_is_no_reason_to_turn_people_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interface: without keys 503, never 401; with keys once had, people go on working."""
    monkeypatch.setattr(module, "_BETWEEN_TRIES_SECONDS", 0.0)
    monkeypatch.setattr(module, "_BETWEEN_FETCHES_SECONDS", 0.0)
    issuer = Issuer()
    issuer.down = True
    verifier = issuer.verifier()
    with pytest.raises(IssuerUnavailable):
        await verifier.verify(issuer.token())
    assert await verifier.unready() is not None
    issuer.down = False
    assert await verifier.unready() is None
    issuer.down = True
    monkeypatch.setattr(module, "_KEYS_FRESH_SECONDS", 0.0)
    assert (await verifier.verify(issuer.token())).subject == "anna"


async def test_another_issuer_at_the_address_gives_no_keys() -> None:
    """OpenID Connect Discovery 4.3: the issuer named must be the one that was asked."""
    issuer = Issuer()
    issuer.name = "http://another.test"
    with pytest.raises(IssuerUnavailable):
        await issuer.verifier().verify(issuer.token())


async def test_a_token_seen_before_is_not_good_for_longer(issuer: Issuer) -> None:
    """People: remembering a verified token must not outlive it."""
    now = time.time()
    verifier = issuer.verifier(now=lambda: now)
    token = issuer.token(exp=int(now) + 60)
    await verifier.verify(token)
    await verifier.verify(token)
    now += 91
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)
