"""One person at a browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

LAPTOP = {"width": 1280, "height": 800}
ZOOMED = 640
_TABS = 400
_WHERE = """wanted => {
    const now = document.activeElement
    return now === wanted ? "here" : now.type === "radio" && now.name === wanted.name ? "in its group" : "elsewhere"
}"""
LOOKED_AT: set[str] = set()
"""The addresses at which axe was asked, in this run."""


class Visits:
    """Opens pages as somebody and remembers what the browser complained of."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str, browser: Browser) -> "AsyncIterator[Visits]":
        """Visits that end with the block; then a complaint of the browser's is an error."""
        visits = cls(url, browser)
        try:
            yield visits
        finally:
            for context in visits._contexts:
                await context.close()
        assert visits.complaints == []

    async def anonymous(self, **options: Any) -> Page:
        """A window of its own, nobody signed in."""
        context = await self._browser.new_context(**{"viewport": LAPTOP, "locale": "da-DK", **options})
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        page = await context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    async def sign_in(self, name: str = "Anne Kjær", *, lands: str = "indbakke", **options: Any) -> Page:
        """As a person does: open the pages, pick oneself at the issuer, stand in the inbox, operations at `drift`."""
        page = await self.anonymous(**options)
        await page.goto(self.url)
        await page.get_by_role("button", name=name).click()
        await page.wait_for_url(f"**/{lands}*")
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


async def live(page: Page) -> None:
    """Waits until the inbox is."""
    await expect(page.locator("#connection")).to_have_text("Nye beskeder kommer af sig selv")


async def reach(target: Locator) -> Locator:
    """With the Tab key alone, as who has no mouse comes to it; radio buttons by their group, then the arrows."""
    await expect(target).to_be_visible()
    for _ in range(_TABS):
        there = await target.evaluate(_WHERE)
        if there == "here":
            return target
        await target.page.keyboard.press("ArrowDown" if there == "in its group" else "Tab")
    raise AssertionError(f"not reached in {_TABS} steps: {target}")


async def enter(target: Locator) -> None:
    """Reached by keyboard, and pressed."""
    await reach(target)
    await target.page.keyboard.press("Enter")


async def unreadable(page: Page) -> list[str]:
    """What axe finds, a line each, and what is wider than the window. At 200 % zoom (640 of 1280) axe is left out: it
    finds what is there, whatever the width, and is asked on a telephone's and a laptop's."""
    faults = [] if await page.evaluate("innerWidth") == ZOOMED else await accessibility_faults(page)
    wide, window = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return faults if wide <= window else [*faults, f"cut off: {wide} of {window}"]


async def accessibility_faults(page: Page) -> list[str]:
    """What axe finds, a line each: rule and the elements at fault. Every rule it has, the best practices included."""
    LOOKED_AT.add(urlsplit(page.url).path)
    # Where a page may run no script axe never answers.
    async with asyncio.timeout(60):
        found = await Axe().run(page)
    return [
        f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']]}" for fault in found.response["violations"]
    ]
