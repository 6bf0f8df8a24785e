"""Setting webhooks in the running system, and taking them away again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx2

from tests.integration.driver import Driver, a_referral


async def ask(driver: Driver, who: str, method: str, app: str, path: str = "", **sent: Any) -> httpx2.Response:
    return await driver.client.request(
        method,
        f"{driver.endpoints['notifications']}/apps/{app}/webhook{path}",
        headers=await driver.bearer(who),
        **sent,
    )


@asynccontextmanager
async def listening(driver: Driver, app: str, url: str, types: Sequence[str] = ()) -> AsyncIterator[str]:
    """The app has a webhook inside the block; gives its secret."""
    answer = await ask(driver, app, "PUT", app, json={"url": url, "types": list(types)})
    assert answer.status_code == 200, answer.text
    try:
        yield answer.json()["secret"]
    finally:
        assert (await ask(driver, app, "DELETE", app)).status_code in (204, 404)


async def refer(driver: Driver, citizen: str) -> str:
    """Socialpsykiatri refers to kraftcenter, whose apps are told; gives the referral's id."""
    referral = str(uuid4())
    await driver.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, a_referral(referral))
    return referral


async def log(driver: Driver, app: str, **asked: str) -> list[dict[str, Any]]:
    answer = await ask(driver, app, "GET", app, "/deliveries", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])
