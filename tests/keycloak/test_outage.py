"""Keycloak is away, comes back, and changes its key."""

import asyncio
import time

from deploy.embedded.credentials import load
from deploy.embedded.keycloak.admin import Administration
from deploy.embedded.stack import Stack
from deploy.identity.realm import ADMIN_CLIENT
from tests.integration.driver import Driver

NOTICED_S = 60.0
"""A service looks for new keys at most every ten seconds."""

NEWEST_KEY = {
    "name": "newest",
    "providerId": "rsa-generated",
    "providerType": "org.keycloak.keys.KeyProvider",
    "config": {"priority": ["200"], "algorithm": ["RS256"], "keySize": ["2048"]},
}


async def test_who_is_in_stays_in_while_keycloak_is_away(stack: Stack, driver: Driver) -> None:
    """Tokens are checked with the keys at hand; a restart changes neither keys nor people, so old and new ones hold."""
    before = await driver.bearer("karen")
    await stack.stop_part("keycloak")
    try:
        assert await _status(driver, before) == 200
    finally:
        await stack.start_part("keycloak")
    assert await _status(driver, before) == 200
    async with Driver.open(stack) as later:
        assert await _status(driver, await later.bearer("karen")) == 200
        assert (await later.bearer("karen")) != before


async def test_a_new_key_is_found_and_the_old_one_goes_on(stack: Stack, driver: Driver) -> None:
    """Key rotation needs no restart of any service, and signs nobody out."""
    before = await driver.bearer("jens")
    async with Administration(driver.endpoints["issuer"], load(stack.layout).clients[ADMIN_CLIENT]) as keycloak:
        realm = (await keycloak.ask("GET", "")).json()
        key = (await keycloak.ask("POST", "/components", {**NEWEST_KEY, "parentId": realm["id"]}, well=(201,))).headers
        try:
            async with Driver.open(stack) as later:
                after = await later.bearer("jens")
            until = time.monotonic() + NOTICED_S
            while await _status(driver, after) != 200:
                assert time.monotonic() < until, "the new key was not found"
                await asyncio.sleep(0.5)
            assert await _status(driver, before) == 200
        finally:
            await keycloak.ask("DELETE", f"/components/{key['location'].rpartition('/')[2]}", well=(204,))


async def _status(driver: Driver, headers: dict[str, str]) -> int:
    answer = await driver.client.get(f"{driver.endpoints['notifications']}/inbox", headers=headers)
    return answer.status_code
