"""A person in a browser, from Keycloak's login page to the inbox and out again."""

import re
from typing import Any

from playwright.async_api import Browser, expect

SLOW_MS = 120_000
"""The first page of each kind is made when it is first asked for."""


async def test_a_coordinator_signs_in_and_out_at_keycloak(chromium: Browser, endpoints: dict[str, Any]) -> None:
    """The real login page, in Danish; signed out, the sign-in is over at Keycloak, too, and nobody was asked again."""
    anne = endpoints["people"]["anne"]
    context = await chromium.new_context(locale="da-DK")
    context.set_default_timeout(SLOW_MS)
    page = await context.new_page()
    try:
        await page.goto(endpoints["pages"]["inbox"])
        assert page.url.startswith(f"{endpoints['issuer']}/protocol/openid-connect/auth")
        await page.get_by_label("Brugernavn").fill("anne")
        await page.get_by_label("Adgangskode", exact=True).fill("a guess")
        await page.get_by_role("button", name="Log ind").click()
        await expect(page.get_by_text("Ugyldig")).to_be_visible(timeout=SLOW_MS)
        await page.get_by_label("Adgangskode", exact=True).fill(anne["password"])
        await page.get_by_role("button", name="Log ind").click()
        await page.wait_for_url(re.compile(f"^{endpoints['notifications']}/indbakke"))
        await expect(page.get_by_text("Anne Kjær")).to_be_visible()
        await expect(page.get_by_text("koordinator, Kraftcenter")).to_be_visible()
        await expect(page.locator("#connection")).to_have_text("Nye beskeder kommer af sig selv", timeout=SLOW_MS)
        await page.get_by_role("button", name="Log ud").click()
        await expect(page.get_by_role("heading", name="Du er logget ud")).to_be_visible(timeout=SLOW_MS)
        assert page.url == f"{endpoints['notifications']}/log-ud"
        await page.goto(endpoints["pages"]["inbox"])
        await expect(page.get_by_label("Brugernavn")).to_be_visible(timeout=SLOW_MS)
    finally:
        await context.close()
