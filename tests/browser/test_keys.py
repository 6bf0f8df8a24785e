"""The keyboard alone, in a real browser: from sign-in to done, and single keys that can be turned off."""

import re

from playwright.async_api import Page, expect

from tests.browser.served import Served
from tests.browser.visit import Visits, accessibility_faults, live


async def _at(page: Page) -> str:
    """The text of what is in focus."""
    return str(await page.evaluate("document.activeElement.textContent"))


async def test_from_sign_in_to_done_by_keyboard_alone(visits: Visits, pages: Served) -> None:
    """WCAG 2.1.1: pick oneself, go to a notice, read it, put it off, and stand in the inbox again."""
    pages.stand.muting.clear()
    page = await visits.anonymous()
    await page.goto(visits.url)
    await page.keyboard.press("Tab")
    while "Anne Kjær" not in await _at(page):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/indbakke*")
    await live(page)
    for _ in range(4):
        await page.keyboard.press("j")
    await page.keyboard.press("k")
    await page.keyboard.press("ArrowDown")
    assert "Delmål nået" in await _at(page)
    await page.keyboard.press("r")
    await expect(page.get_by_text(re.compile("Læst af Anne Kjær i dag"))).to_be_visible()
    assert "Delmål nået" in await _at(page)
    assert pages.stand.muting.kept.by_person == {}, "r hid the whole kind"
    await page.keyboard.press("u")
    await page.wait_for_url("**/indbakke/*#udsaet")
    await page.keyboard.press("Tab")
    while not (await _at(page)).startswith("Næste uge"):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Beskeden er udsat.")).to_be_visible()
    await expect(page.get_by_text("Et delmål er nået.")).to_have_count(0)


async def test_each_key_does_what_the_list_of_keys_says(visits: Visits) -> None:
    """`?` shows them; `/` goes to the filters; `o` and `q` to their forms; Enter to the citizen's page."""
    page = await visits.sign_in()
    await live(page)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Tastaturgenveje")).to_be_visible()
    assert await accessibility_faults(page) == []
    await page.keyboard.press("j")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("/")
    await expect(page.get_by_label("Borger")).to_be_focused()
    await page.keyboard.press("j")
    await expect(page.get_by_label("Borger")).to_be_focused()
    for key, where in (("o", "#overdrag"), ("q", "#kvitter")):
        await page.goto(f"{visits.url}/indbakke")
        await page.keyboard.press("j")
        await page.keyboard.press(key)
        await page.wait_for_url(f"**/indbakke/*{where}")
    await page.goto(f"{visits.url}/indbakke")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/borger/*")
    visits.complaints.clear()  # that page is not served here


async def test_single_keys_can_be_turned_off_and_stay_off(visits: Visits) -> None:
    """WCAG 2.1.4: who speaks to the machine says letters; nothing may happen of them, today and tomorrow."""
    page = await visits.sign_in()
    await page.get_by_role("button", name="Tastaturgenveje").click()
    await page.get_by_label("Brug enkelte taster som genveje").uncheck()
    await page.get_by_role("button", name="Luk").click()
    for _ in range(2):
        await page.keyboard.press("j")
        assert await page.evaluate("document.activeElement.closest('article')") is None
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await page.reload()
    await page.get_by_role("button", name="Tastaturgenveje").click()
    await expect(page.get_by_label("Brug enkelte taster som genveje")).not_to_be_checked()
