"""Runs after all other tests of this folder (`conftest.py`): which pages did axe look at?"""

import re

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import EVERY_FILE
from tests.browser.visit import LOOKED_AT
from tests.unit.notifications.web.test_whose_page import WHOSE

_NO_PAGES = {
    "/": "leads on to where one's work is",
    "/aarsoversigt.csv": "a file",
    "/invitation/{token}": "leads on to `/invitation`",
    "/drift/nu": "a piece of a page that was looked at",
}


def test_axe_looked_at_every_page(request: pytest.FixtureRequest, chromium: Browser) -> None:
    """WCAG: a page that is added, and that no test shows to axe, fails here."""
    if not request.config.stash[EVERY_FILE]:
        pytest.skip("only some of the tests of the pages run, so some pages are not looked at")
    assert [page for page in WHOSE if page not in _NO_PAGES and not any(map(_pattern(page).fullmatch, LOOKED_AT))] == []


def _pattern(page: str) -> re.Pattern[str]:
    """Of an address; where another page's own address would fit, too, that one is meant."""
    others = [each for each in WHOSE if each != page and "{" not in each and _loose(page).fullmatch(each)]
    return re.compile("".join(f"(?!{re.escape(each)}$)" for each in others) + _loose(page).pattern)


def _loose(page: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+:path}", ".+", re.sub(r"{\w+}", "[^/]+", page)))
