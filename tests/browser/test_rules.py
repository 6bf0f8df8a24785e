"""The rules page in a real browser: without JavaScript, by keyboard, and for everybody's eyes (I3, P3)."""

import pytest
from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.visit import Visits, accessibility_faults, enter, reach, unreadable

CITIZEN_BOX = "Delmål nået: Borgeren"


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
async def test_axe_finds_nothing_and_nothing_is_cut_off(visits: Visits, pages: Served, width: int, scheme: str) -> None:
    """WCAG: the page with boxes, with an answer and with a fault, and the history with something in it."""
    pages.stand.rules.clear()
    page = await visits.sign_in("Henrik Dahl", viewport={"width": width, "height": 800}, color_scheme=scheme)
    await page.get_by_role("link", name="Ledelse").click()
    visits.complaints.clear()  # what it shows is not served here
    await page.get_by_role("link", name="Regler").click()
    assert await unreadable(page) == []
    await page.get_by_label(CITIZEN_BOX).uncheck()
    await page.get_by_role("button", name="Vis, hvem der får hvad at vide").click()
    await expect(page.get_by_role("alert")).to_contain_text("Vælg, hvad der sker.")
    await page.wait_for_load_state("load")
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    assert await accessibility_faults(page) == []
    await page.get_by_label("Hvad sker der?").select_option("Delmål nået")
    await page.get_by_label("Om hvilket tilbud?").select_option("Kraftcenter, træning")
    await page.get_by_role("button", name="Vis, hvem der får hvad at vide").click()
    await expect(page.get_by_role("heading", name="Sådan bliver det")).to_be_visible()
    assert await unreadable(page) == []
    await page.get_by_role("button", name="Gem reglerne").click()
    await page.get_by_role("link", name="Se alle ændringer").click()
    await expect(page.get_by_role("heading", name="Version 1, den der gælder")).to_be_visible()
    assert await unreadable(page) == []


async def test_the_whole_task_by_keyboard_without_javascript(visits: Visits, pages: Served) -> None:
    """I3, WCAG 2.1.1: untick, look, save, and go back, by reload and keys alone."""
    pages.stand.rules.clear()
    page = await visits.sign_in("Henrik Dahl", java_script_enabled=False)
    await page.goto(f"{visits.url}/regler")
    box = page.get_by_label(CITIZEN_BOX)
    await reach(box)
    await page.keyboard.press("Space")
    await expect(box).not_to_be_checked()
    await page.get_by_label("Hvad sker der?").select_option("Delmål nået")
    await page.get_by_label("Om hvilket tilbud?").select_option("Kraftcenter, træning")
    await enter(page.get_by_role("button", name="Vis, hvem der får hvad at vide"))
    await expect(page.get_by_text("Kommunens regler siger, at borgeren ikke får besked om dette.")).to_be_visible()
    await expect(page.get_by_label(CITIZEN_BOX)).not_to_be_checked()
    await enter(page.get_by_role("button", name="Gem reglerne"))
    await expect(page.get_by_text("Reglerne er gemt og gælder nu.")).to_be_visible()
    await enter(page.get_by_role("link", name="Se alle ændringer"))
    await enter(page.get_by_text("Gå tilbage til reglerne, som de blev leveret …"))
    await enter(page.get_by_role("button", name="Gå tilbage til reglerne, som de blev leveret"))
    await expect(page.get_by_text("Reglerne er sat tilbage og gælder nu.")).to_be_visible()
    await expect(page.get_by_label(CITIZEN_BOX)).to_be_checked()
