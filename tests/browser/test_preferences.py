"""One's own settings in a real browser: without JavaScript, by keyboard, and for everybody's eyes (I3)."""

import pytest
from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.visit import Visits, accessibility_faults, enter, reach, unreadable


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
async def test_axe_finds_nothing_and_nothing_is_cut_off(visits: Visits, pages: Served, width: int, scheme: str) -> None:
    """WCAG: with something chosen and nothing; for who has more to choose and who has less."""
    pages.stand.muting.clear()
    page = await visits.sign_in(viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True)
    await page.goto(f"{visits.url}/indstillinger/mail")
    assert await unreadable(page) == []
    await page.goto(f"{visits.url}/indstillinger")
    assert await accessibility_faults(page) == []
    await reach(page.get_by_label("Delmål nået"))
    await page.keyboard.press("Space")
    await enter(page.get_by_role("button", name="Gem"))
    await expect(page.get_by_text("Det er gemt, hvilke beskeder du ikke vil se.")).to_be_visible()
    await expect(page.get_by_label("Delmål nået")).to_be_checked()
    assert await unreadable(page) == []


async def test_muting_where_a_notice_stands_works_without_javascript(visits: Visits, pages: Served) -> None:
    """I3: one press on the notice, back in the inbox, and taken back on the page of settings."""
    pages.stand.muting.clear()
    page = await visits.sign_in(java_script_enabled=False)
    notice = page.get_by_role("article").filter(has_text="Et delmål er nået.")
    await notice.get_by_role("button", name="Skjul beskeder af denne type").click()
    await expect(page.get_by_role("heading", name="Indbakke")).to_be_visible()
    await page.get_by_role("link", name="Indstillinger").click()
    await expect(page.get_by_label("Delmål nået")).to_be_checked()
