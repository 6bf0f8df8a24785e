"""What a visit costs who visits, and what many open pages cost the service."""

import asyncio
import re
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import psutil
from playwright.async_api import CDPSession, Page

from deploy.embedded.stack import Stack
from tests.browser.served import NAMES, Served
from tests.browser.visit import Visits, live
from tests.integration.driver import Driver, a_referral
from tests.unit.notifications.web.samples import a_notice, a_task

FIRST_VISIT = 100_000
OPEN_STREAMS = 500
THEIR_MEMORY = 60 * 1024 * 1024
_OPENING = 50


async def test_a_first_visit_is_under_a_hundred_kilobytes(visits: Visits, pages: Served) -> None:
    """Speed: nothing kept in the browser, a full page of notices, everything over the wire counted as it came."""
    now = datetime.now(UTC)
    for n, citizen in zip(range(50), list(NAMES) * 13, strict=False):
        pages.arrive(a_task(citizen=citizen, created_at=now - timedelta(minutes=n), due=now + timedelta(days=2 + n)))
        pages.arrive(a_notice(citizen=citizen, created_at=now - timedelta(minutes=n)))
    page = await visits.anonymous()
    await page.goto(visits.url)
    counted = await _counting(page)
    await page.get_by_role("button", name="Anne Kjær").click()
    await page.wait_for_url("**/indbakke*")
    await live(page)
    assert await page.get_by_role("article").count() > 70
    assert 20_000 < sum(counted.values()) < FIRST_VISIT, counted


async def _counting(page: Page) -> dict[str, int]:
    """Bytes by address, as they come."""
    session: CDPSession = await page.context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    counted: dict[str, int] = {}
    await session.send("Network.enable")
    session.on("Network.responseReceived", lambda told: addresses.update({told["requestId"]: told["response"]["url"]}))

    def finished(told: dict[str, object]) -> None:
        address = re.sub(r"\?.*", "", addresses.get(str(told["requestId"]), "elsewhere"))
        counted[address] = counted.get(address, 0) + int(str(told["encodedDataLength"]).partition(".")[0])

    session.on("Network.loadingFinished", finished)
    return counted


async def test_five_hundred_open_pages_cost_one_process_little_memory(stack: Stack) -> None:
    """Speed: everybody leaves the inbox open all day; a notice reaches each of them."""
    async with Driver.open(stack) as driver, AsyncExitStack() as opened:
        service = psutil.Process(stack.pid("notifications"))
        url = driver.endpoints["notifications"]
        cookies = await _signed_in(url)
        # What the first stream brings with it is not theirs alone.
        await _open(opened, url, cookies, 1)
        before = service.memory_info().rss
        readers = await _open(opened, url, cookies, OPEN_STREAMS)
        await driver.accepted(
            "socialpsykiatri-app", "referral", "henvisning.oprettet", await driver.citizen(), a_referral(str(uuid4()))
        )
        async with asyncio.timeout(40):
            await asyncio.gather(*(reader.readuntil(b"event: task") for reader in readers))
        assert service.memory_info().rss - before < THEIR_MEMORY


async def _signed_in(url: str) -> str:
    async with httpx2.AsyncClient(timeout=30, trust_env=False, follow_redirects=True) as browser:
        issuer = await browser.get(f"{url}/indbakke")
        (await browser.post(issuer.url, data={"person": "anne"})).raise_for_status()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)


async def _open(opened: AsyncExitStack, url: str, cookies: str, number: int) -> list[asyncio.StreamReader]:
    """So many streams of the page's, each answered."""
    host, _, port = url.removeprefix("http://").partition(":")
    readers: list[asyncio.StreamReader] = []
    while len(readers) < number:
        some = [asyncio.open_connection(host, int(port)) for _ in range(min(_OPENING, number - len(readers)))]
        for reader, writer in await asyncio.gather(*some):
            opened.callback(writer.close)
            writer.write(f"GET /indbakke/stroem HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n".encode())
            readers.append(reader)
        async with asyncio.timeout(30):
            await asyncio.gather(*(reader.readuntil(b"forbundet") for reader in readers[-len(some) :]))
    return readers
