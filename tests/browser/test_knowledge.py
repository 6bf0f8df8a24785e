"""The knowledge box in a real browser: handed in without JavaScript, matched by the team, read by the department."""

from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect

from deploy.embedded.stack import Stack
from services.notifications.domain.knowledge import Said
from shared.contracts import KnowledgeReceived
from tests.browser.served import Served
from tests.browser.visit import Visits, unreadable
from tests.integration.driver import Driver
from tests.integration.inboxes import listed
from tests.integration.story import Story, until
from tests.unit.notifications.web.samples import CITIZEN

WORDS = "Hun spiser kun havregrød.\n<script>alert(1)</script>"


async def test_from_somebody_who_knows_to_somebody_who_helps(chromium: Browser, stack: Stack) -> None:
    """P4: a form without sign-in or script; the team matches it; who is asked reads it."""
    async with Driver.open(stack) as driver, Visits.to(driver.endpoints["notifications"], chromium) as visits:
        story = Story(driver, await driver.citizen())
        await story.ask()
        await until(lambda: listed(driver, "anne", story.citizen))
        about = f"Prøve Person {story.citizen[:8]}"

        page = await visits.anonymous(java_script_enabled=False)
        await page.goto(f"{visits.url}/viden")
        await page.get_by_label("Hvem handler det om?").fill(about)
        await page.get_by_label("Hvad vil du fortælle?").fill(WORDS)
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading", name="Tak, det er modtaget")).to_be_visible()

        page = await visits.sign_in("Lone Fabricius", java_script_enabled=False)
        await page.get_by_role("link", name="Videnkassen").click()
        item = page.get_by_role("article").filter(has_text=about)
        await item.get_by_label("Borgerens id i Samspil").fill(story.citizen)
        await item.get_by_role("button", name="Se, hvem der får det").click()
        await expect(item.get_by_text("Kraftcenter", exact=True)).to_be_visible()
        await item.get_by_role("button", name="Ja, knyt til borgeren").click()
        await expect(page.get_by_text("Det er knyttet til borgeren.")).to_be_visible()
        await expect(item).to_have_count(0)

        async with driver.database("notifications") as database:
            id_ = await database.fetchval("SELECT id FROM knowledge WHERE citizen_id = $1", UUID(story.citizen))
        page = await visits.sign_in("Anne Kjær", java_script_enabled=False)
        await page.goto(f"{visits.url}/viden/{id_}")
        await expect(page.get_by_text("Hun spiser kun havregrød.")).to_contain_text("<script>alert(1)</script>")
        look = await visits.sign_in("Anne Kjær", viewport={"width": 320, "height": 800}, color_scheme="dark")
        await look.goto(page.url)
        assert await unreadable(look) == []
        await page.get_by_role("link", name="Til indbakken").click()
        await expect(page.get_by_role("heading", name="Indbakke")).to_be_visible()
        notices = await listed(driver, "anne", story.citizen)
        (notice,) = [each for each in notices if each["event_type"] == KnowledgeReceived.type]
        assert notice["read_by"] == "Anne Kjær"


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
async def test_axe_finds_nothing_and_nothing_is_cut_off(visits: Visits, pages: Served, width: int, scheme: str) -> None:
    """WCAG: the form empty and with faults, the thanks, and the box with something, nothing and a fault in it."""
    pages.stand.knowledge.clear()
    look: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = await visits.anonymous(**look)

    async def fine() -> None:
        assert await unreadable(page) == []

    await page.goto(f"{visits.url}/viden")
    await fine()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Skriv, hvem det handler om.")).to_be_visible()
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    await fine()
    await page.goto(f"{visits.url}/viden/tak")
    await fine()

    page = await visits.sign_in("Lone Fabricius", **look)
    await page.goto(f"{visits.url}/viden/modtaget")
    await fine()
    for about in ("Åge på Ærøvej", "x" * 200):
        pages.stand.knowledge.lay(Said(about, WORDS * 20, "Ida"))
    await page.reload()
    await page.get_by_text("Slet …").first.click()
    await fine()
    await page.get_by_role("button", name="Se, hvem der får det").first.click()
    await expect(page.get_by_role("alert")).to_contain_text("Skriv id eller adressen")
    visits.complaints.clear()
    await fine()
    await page.get_by_label("Borgerens id i Samspil").first.fill(str(CITIZEN))
    await page.get_by_role("button", name="Se, hvem der får det").first.click()
    await expect(page.get_by_role("button", name="Ja, knyt til borgeren")).to_be_visible()
    await fine()
