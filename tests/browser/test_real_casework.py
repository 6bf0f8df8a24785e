"""A referral from page to page over the whole running system: made, answered, begun, and told as was said before."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from deploy.embedded.stack import Stack
from tests.browser.visit import Visits
from tests.integration.driver import Driver

OFFER = "polaris-gruppe"


async def test_what_is_referred_on_one_page_is_answered_on_another(
    chromium: Browser, stack: Stack, endpoints: dict[str, Any]
) -> None:
    """R5, R6, P3, G1: SVR refers on its decision; socialpsykiatrien accepts in two clicks and starts; SVR sets a goal.
    Who the page said would be told is who was told."""
    async with Driver.open(stack) as driver, Visits.to(endpoints["notifications"], chromium) as visits:
        citizen, application, decision = await driver.citizen("kraftcenter-app"), str(uuid4()), str(uuid4())
        applying = {
            "referral_id": application,
            "from_department": "kraftcenter",
            "to_department": "svr",
            "offer": OFFER,
            "priority": "routine",
            "themes": ["relationer"],
            "origin": "professional",
        }
        accepting = {"referral_id": application, "by_department": "svr"}
        deciding = {
            "decision_id": decision,
            "referral_id": application,
            "offer": OFFER,
            "legal_basis": "SEL-85",
            "granted": True,
            "assessed_on": "2026-01-05",
        }
        await driver.accepted("kraftcenter-app", "referral", "henvisning.oprettet", citizen, applying)
        await driver.accepted("svr-app", "referral", "henvisning.accepteret", citizen, accepting)
        await driver.accepted("svr-app", "referral", "afgoerelse.truffet", citizen, deciding)

        karen = await visits.sign_in("Karen Vestergaard")
        await _until(karen, f"{visits.url}/henvisning/{application}", "Henvis på afgørelsen")
        await karen.get_by_role("link", name="Henvis på afgørelsen").click()
        await expect(karen.get_by_label(re.compile("^POLARIS, gruppeforløb"))).to_be_checked()
        await karen.get_by_label("Relationer").check()
        before = await _told(karen, "#henvis-told")
        await karen.get_by_role("button", name="Send henvisningen").click()
        assert await _told(karen, "#kvittering") == before

        mette = await visits.sign_in("Mette Thomsen")
        await _until(mette, f"{visits.url}/borger/{citizen}", "Svar på henvisningen")
        await mette.get_by_role("link", name="Svar på henvisningen").click()
        before = await _told(mette, "#accepter-told")
        await mette.get_by_role("button", name="Acceptér", exact=True).click()
        assert await _told(mette, "#kvittering") == before
        await mette.get_by_role("button", name="Start indsatsen i dag").click()
        await expect(mette.locator("#kvittering")).to_contain_text("Sendt", timeout=20_000)

        await _until(karen, f"{visits.url}/borger/{citizen}/maal", "Fastsæt et mål")
        await karen.get_by_text("Fastsæt et mål").click()
        await karen.get_by_label("Samfundsliv").check()
        await karen.get_by_label("Udvikle").check()
        await karen.get_by_role("button", name="Fastsæt målet").click()
        await expect(karen.get_by_role("heading", name="Mål 1", exact=True)).to_be_visible(timeout=20_000)


async def _until(page: Page, address: str, words: str) -> None:
    """What was just done reaches the other services over Kafka: the page is fetched until it knows."""
    for _ in range(40):
        await page.goto(address)
        if await page.get_by_text(words).count():
            return
        await page.wait_for_timeout(500)
    await expect(page.get_by_text(words).first).to_be_visible()


async def _told(page: Page, where: str) -> set[str]:
    """Who stands there as told, once somebody does."""
    names = page.locator(f"{where} li strong")
    await expect(names.first).to_be_visible(timeout=20_000)
    return set(await names.all_text_contents())
