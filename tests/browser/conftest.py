"""A real Chromium, and pages to look at with it."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.served import Served, served
from tests.browser.visit import Visits

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


EVERY_FILE = pytest.StashKey[bool]()
"""Whether all tests of this folder run."""
_LAST = "test_looked_at.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What looks back on all others of this folder comes after them."""
    here = Path(__file__).parent
    ours = [item for item in items if item.path.parent == here]
    config.stash[EVERY_FILE] = {item.path for item in ours} == set(here.glob("test_*.py"))
    last = [item for item in ours if item.path.name == _LAST]
    if last:
        end = max(number for number, item in enumerate(items) if item.path.parent == here)
        rest = [item for item in items[: end + 1] if item not in last]
        items[: end + 1] = [*rest, *last]


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
