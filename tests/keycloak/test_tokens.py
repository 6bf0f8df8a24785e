"""What the services make of Keycloak's tokens."""

import json
from typing import Any
from uuid import uuid4

import pytest

from deploy.embedded.credentials import IDENTITY_ADMIN, load
from deploy.embedded.stack import Stack
from deploy.identity.realm import ADMIN_CLIENT
from shared.identity import Unauthenticated
from tests.integration.driver import Driver, a_referral, an_event
from tests.keycloak.person import Person


async def test_an_app_reports_and_a_person_answers(stack: Stack, driver: Driver) -> None:
    """Client credentials for the app, the authorization code for the person; each acts for its own department."""
    citizen, referral = await driver.citizen(), str(uuid4())
    await driver.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, a_referral(referral))
    async with Person(stack, "anne") as anne:
        headers = {"Authorization": f"Bearer {(await anne.sign_in()).access_token}"}
    answer = an_event(
        "", "henvisning.accepteret", citizen, {"referral_id": referral, "by_department": "kraftcenter"},
        source="urn:samspil:web",
    )  # fmt: skip
    sent = await driver.client.post(
        f"{driver.endpoints['referral']}/events",
        content=json.dumps(answer),
        headers={**headers, "Content-Type": "application/cloudevents+json"},
    )
    assert sent.status_code == 202, sent.text
    shown = await driver.client.get(f"{driver.endpoints['referral']}/referrals/{referral}", headers=headers)
    assert shown.json()["state"] == "accepted"


async def test_an_app_cannot_report_for_another_department(driver: Driver) -> None:
    """The department is Keycloak's to say, not the app's."""
    citizen = await driver.citizen()
    answer = await driver.report(
        "svr-app",
        "referral",
        "henvisning.oprettet",
        citizen,
        a_referral(str(uuid4()), from_department="socialpsykiatri"),
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (403, "/data/from_department")


async def test_the_citizen_stands_for_themselves(stack: Stack, driver: Driver) -> None:
    """Whom they stand for was unknown when the realm was made; it was told since, for people and their stand-ins."""
    assert stack.remarks == []
    mine = f"{driver.endpoints['notifications']}/citizens/{driver.endpoints['people']['viggo']['citizen_id']}/timeline"
    async with Person(stack, "viggo") as viggo:
        token = (await viggo.sign_in()).access_token
    for headers in ({"Authorization": f"Bearer {token}"}, await driver.bearer("viggo")):
        assert (await driver.client.get(mine, headers=headers)).status_code == 200
    assert (await driver.get("ellen", "notifications", "/inbox")).status_code == 200


async def test_a_token_for_somebody_else_opens_nothing(stack: Stack, driver: Driver) -> None:
    """A client of the same realm without Samspil's audience is nobody; so is another realm's administrator."""
    words = load(stack.layout)
    issuer = driver.endpoints["issuer"]
    own = await _token(driver, issuer, (ADMIN_CLIENT, words.clients[ADMIN_CLIENT]), grant_type="client_credentials")
    foreign = await _token(
        driver, issuer.rpartition("/")[0] + "/master", None,
        grant_type="password", client_id="admin-cli", username=IDENTITY_ADMIN, password=words.people[IDENTITY_ADMIN],
    )  # fmt: skip
    for token in (own, foreign):
        answer = await driver.client.get(
            f"{driver.endpoints['notifications']}/inbox", headers={"Authorization": f"Bearer {token}"}
        )
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_a_session_goes_on_and_ends_at_keycloak(stack: Stack) -> None:
    """A working day outlives the short access token; after sign-out nothing is renewed."""
    async with Person(stack, "birgit") as birgit:
        first = await birgit.sign_in()
        second = await birgit.issuer.renew(first)
        assert second.access_token != first.access_token
        address = await birgit.issuer.sign_out_url(second.identity_token)
        assert address is not None
        out = await birgit.ask("GET", address)
        assert (out.status_code, out.headers["location"]) == (302, f"{stack.endpoints['notifications']}/log-ud")
        with pytest.raises(Unauthenticated):
            await birgit.issuer.renew(second)


async def test_outside_the_embedded_stack_nobody_stands_in(stack: Stack, driver: Driver) -> None:
    """Where stand-ins are not taken, the person's own sign-in is, and the script's is not."""
    inbox = f"{driver.endpoints['notifications']}/inbox"
    async with Person(stack, "henrik") as henrik:
        own = {"Authorization": f"Bearer {(await henrik.sign_in()).access_token}"}
    script = await driver.bearer("henrik")
    assert (await driver.client.get(inbox, headers=script)).status_code == 200
    with stack.changed_environment("notifications", SAMSPIL_STAND_IN_TOKENS="false"):
        await stack.stop_part("notifications")
        await stack.start_part("notifications")
        try:
            assert (await driver.client.get(inbox, headers=own)).status_code == 200
            assert (await driver.client.get(inbox, headers=script)).status_code == 401
        finally:
            await stack.stop_part("notifications")
    await stack.start_part("notifications")


async def _token(driver: Driver, issuer: str, auth: tuple[str, str] | None, **form: Any) -> str:
    where = f"{issuer}/protocol/openid-connect/token"
    answer = await (driver.client.post(where, data=form, auth=auth) if auth else driver.client.post(where, data=form))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
