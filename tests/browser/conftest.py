"""A real Chromium, and pages to look at with it."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.served import Served, served
from tests.browser.visit import Visits

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own; `BROWSER=none` leaves these tests out, and a missing one is a failure, not a gap."""
    if os.environ.get("BROWSER") == "none":
        pytest.skip("BROWSER=none: the pages were not tried in a browser")
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.fail("no Chromium: install the package chromium, or say BROWSER=none to leave these tests out")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def pages() -> Iterator[Served]:
    """The pages on their own, over an inbox in memory."""
    with served() as running:
        yield running


@pytest.fixture
async def visits(chromium: Browser, pages: Served) -> AsyncIterator[Visits]:
    """Visits to a morning's inbox; ends with an error where a page logged one or broke its own policy."""
    pages.morning()
    async with Visits.to(pages.url, chromium) as visits:
        yield visits
