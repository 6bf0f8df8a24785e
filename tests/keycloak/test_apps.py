"""Apps come and go while Keycloak signs them in."""

import httpx2

from deploy.embedded.layout import read_json
from deploy.embedded.stack import Stack
from tests.integration.command import samspil
from tests.integration.driver import Driver, a_cpr

APP = "skole-app"


async def test_an_added_app_is_let_in_and_a_removed_one_is_not(stack: Stack, driver: Driver) -> None:
    """One command makes what an app needs: its token has role and department, and ends with the app."""
    added = await samspil(stack, "apps", "add", APP, "--department", "svr")
    assert added.code == 0, added.said
    try:
        app = read_json(stack.layout.endpoints)["apps"][APP]
        answer = await _sign_in(driver, app["client_secret"])
        asked = await driver.client.post(
            f"{driver.endpoints['referral']}/citizens",
            json={"cpr": a_cpr(), "name": "Prøve Person"},
            headers={"Authorization": f"Bearer {answer.json()['access_token']}"},
        )
        assert asked.status_code == 200, asked.text
    finally:
        removed = await samspil(stack, "apps", "remove", APP, "--now")
    assert removed.code == 0, removed.said
    assert (await _sign_in(driver, app["client_secret"])).status_code == 401


async def _sign_in(driver: Driver, secret: str) -> httpx2.Response:
    return await driver.client.post(
        driver.endpoints["token_endpoint"], data={"grant_type": "client_credentials"}, auth=(APP, secret)
    )
