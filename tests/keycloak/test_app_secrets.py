"""An app's secrets where Keycloak keeps them: new ones end the old, and only an app's client is ever touched."""

import httpx2

from deploy.embedded.stack import Stack
from tests.integration.apps.screens import Shown, added, apps, secrets
from tests.integration.driver import Driver

NAME = "musik-app"


async def test_new_secrets_end_the_old_ones(stack: Stack, driver: Driver) -> None:
    """`rotate`: at once the old secret opens nothing, and the new one does; with the app both are gone."""
    first = await added(stack, NAME, "svr")
    try:
        assert (await _token(driver, first)).status_code == 200
        ran = await apps(stack, "rotate", NAME)
        assert ran.code == 0, ran.said
        second = secrets(ran.said)
        assert (await _token(driver, first)).status_code == 401
        assert (await _token(driver, second)).status_code == 200
    finally:
        removed = await apps(stack, "remove", NAME)
    assert removed.code == 0, removed.said
    assert (await _token(driver, second)).status_code == 401


async def test_the_pages_own_client_is_no_app(stack: Stack) -> None:
    """A name that Keycloak has for something else is neither taken over nor taken away."""
    for words in (["add", "samspil-web", "--department", "svr"], ["remove", "samspil-web"], ["remove", "account"]):
        ran = await apps(stack, *words)
        assert (ran.code, ran.said.count("\n")) == (1, 1), ran.said
        assert "NAVN: " in ran.said


async def _token(driver: Driver, shown: Shown) -> httpx2.Response:
    return await driver.client.post(
        driver.endpoints["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(NAME, shown.client),
    )
