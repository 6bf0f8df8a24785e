"""From the mail to the bound inbox, over the whole running system; and the pages on the way, on their own."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, expect

from deploy.embedded.stack import Stack
from tests.browser.served import Served
from tests.browser.visit import Visits, accessibility_faults, unreadable
from tests.integration.driver import Driver
from tests.integration.mail.test_delivered import arrived, designated
from tests.integration.test_notifications_doors import reached

TOKEN = "A" * 43
CLOSED = "Invitationen kan ikke bruges"


async def test_a_relative_comes_from_the_mail_to_what_it_is_about(
    chromium: Browser, stack: Stack, endpoints: dict[str, Any]
) -> None:
    """P1, N1: the mail says nothing; its link, a sign-in and one confirmation later the notices are there to read.

    Afterwards the link is used up, also for the same person; and with the revocation the notices are gone.
    """
    async with Driver.open(stack) as driver, Visits.to(endpoints["notifications"], chromium) as visits:
        citizen = await driver.citizen()
        designation, email = await designated(driver, citizen, "mail")
        mail = await arrived(driver, email, "Du er inviteret til Samspil")
        (link,) = re.findall(r"https?://\S+", mail["body"])
        page = await visits.sign_in("Ole Lund")
        await expect(page.get_by_text("Du er ikke forbundet med nogen")).to_be_visible()
        assert await accessibility_faults(page) == []
        await page.get_by_role("button", name="Log ud").click()

        page = await visits.anonymous()
        await page.goto(link)
        await expect(page.get_by_role("heading", name="Du er inviteret til Samspil")).to_be_visible()
        assert page.url == f"{visits.url}/invitation"
        await page.get_by_role("link", name="Log ind, og fortsæt").click()
        await page.get_by_role("button", name="Ole Lund").click()
        await expect(page.get_by_text("Du er logget ind som Ole Lund")).to_be_visible()
        await page.get_by_role("button", name="Bekræft, og gå til indbakken").click()
        await expect(page.get_by_role("heading", name="Indbakke")).to_be_visible()
        notices = page.get_by_role("region", name="Nyt").get_by_role("article")
        await expect(notices.filter(has_text="Du er udpeget som pårørende")).to_have_count(1)
        await expect(page.get_by_text("Du er ikke forbundet med nogen")).to_have_count(0)

        await reached(driver, await driver.running(citizen))
        await expect(notices.filter(has_text="Et delmål er nået")).to_have_count(1)
        await arrived(driver, email)
        assert await accessibility_faults(page) == []

        await page.goto(link)
        await expect(page.get_by_role("heading", name=CLOSED)).to_be_visible()
        revoking = {"designation_id": designation}
        await driver.accepted("paaroerende-app", "notifications", "paaroerende.tilbagekaldt", citizen, revoking)
        await page.goto(f"{visits.url}/indbakke")
        await expect(page.get_by_role("article").filter(has_text="Et delmål er nået")).to_have_count(0)
        visits.complaints.clear()  # the browser reports the 410 that was asked for


async def test_axe_finds_nothing_on_the_pages_of_an_invitation(visits: Visits, pages: Served) -> None:
    """WCAG: explained, to confirm, for somebody else, and closed, on a telephone."""
    pages.stand.invitations.open.add(TOKEN)
    page = await visits.anonymous(viewport={"width": 320, "height": 800})
    await page.goto(f"{visits.url}/invitation/{TOKEN}")
    await expect(page.get_by_role("heading", name="Du er inviteret til Samspil")).to_be_visible()
    assert await accessibility_faults(page) == []
    await page.get_by_role("link", name="Log ind, og fortsæt").click()
    await page.get_by_role("button", name="Ole Lund").click()
    await expect(page.get_by_role("button", name="Bekræft, og gå til indbakken")).to_be_visible()
    assert await unreadable(page) == []
    pages.stand.invitations.open.clear()
    await page.get_by_role("button", name="Bekræft, og gå til indbakken").click()
    await expect(page.get_by_role("heading", name=CLOSED)).to_be_visible()
    visits.complaints.clear()  # the browser reports the 410 that was asked for
    assert await accessibility_faults(page) == []


async def test_a_colleague_at_the_same_computer_is_told_whom_it_is_for(visits: Visits, pages: Served) -> None:
    """People: a coordinator who opens the link sees that it is not for them, and it stays good."""
    pages.stand.invitations.open.add(TOKEN)
    page = await visits.sign_in("Anne Kjær")
    await page.goto(f"{visits.url}/invitation/{TOKEN}")
    await expect(page.get_by_role("heading", name="Invitationen er til en pårørende")).to_be_visible()
    assert await accessibility_faults(page) == []
    assert pages.stand.invitations.open == {TOKEN}
    pages.stand.invitations.open.clear()


async def test_a_made_up_link_says_what_to_do(visits: Visits, pages: Served) -> None:
    """People: used, expired and made up are one page, with a way on."""
    page = await visits.anonymous()
    await page.goto(f"{visits.url}/invitation/{uuid4().hex}")
    await expect(page.get_by_role("heading", name=CLOSED)).to_be_visible()
    await expect(page.get_by_role("link", name="Til indbakken")).to_be_visible()
    visits.complaints.clear()  # the browser reports the 410 that was asked for
    assert await accessibility_faults(page) == []
