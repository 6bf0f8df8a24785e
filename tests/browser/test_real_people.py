"""A citizen and a relative over the whole running system: chosen, invited, told, stopped, and accounted for."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from deploy.embedded.stack import Stack
from tests.browser.visit import Visits
from tests.integration.driver import Driver
from tests.integration.mail.test_delivered import arrived
from tests.integration.story import demo_citizen, until
from tests.integration.test_notifications_doors import reached

REACHED = "Et delmål er nået"
_TAKE_BACK = re.compile("Træk det tilbage ?: Netværk for pårørende")


async def test_a_citizen_lets_a_relative_know_and_stops_it(
    chromium: Browser, stack: Stack, endpoints: dict[str, Any]
) -> None:
    """P1, P2, P3, V2: nobody but the citizen decides; the relative is told from then on, and reads nothing afterwards;
    the citizen sees who was told what, and when somebody looked."""
    name, email = f"Ole {uuid4().hex[:6]}", f"{uuid4().hex}@example.org"
    async with Driver.open(stack) as driver, Visits.to(endpoints["notifications"], chromium) as visits:
        citizen = demo_citizen(endpoints)
        mine = await visits.sign_in("Viggo Lund", java_script_enabled=False)
        await mine.goto(f"{visits.url}/hvem-ved-hvad")
        await mine.get_by_role("link", name="Vælg en pårørende").click()
        await mine.get_by_label("Personens navn").fill(name)
        await mine.get_by_label("Personens mailadresse").fill(email)
        await mine.get_by_label("Ven", exact=True).check()
        await mine.get_by_label("Når jeg når et delmål").check()
        await mine.get_by_role("button", name="Se, hvem der får besked").click()
        await expect(mine.get_by_role("heading", name="Hvem får besked")).to_be_visible()
        await expect(mine.get_by_text(f"{name} får en mail med en invitation")).to_be_visible()
        await mine.get_by_role("button", name="Ja, sådan skal det være").click()
        await expect(mine.get_by_text("Det er gemt.")).to_be_visible()
        await expect(mine.get_by_role("columnheader", name=name)).to_be_visible()

        theirs = await accepted(driver, visits, email)
        await theirs.goto(f"{visits.url}/paaroerende")
        await expect(theirs.get_by_text("Du er valgt som ven")).to_be_visible()
        await expect(theirs.get_by_text("Når et delmål er nået")).to_be_visible()
        await support_asked_for(driver, visits, theirs, citizen)

        await reached(driver, await driver.running(citizen))
        await arrived(driver, email)
        await theirs.reload()
        await expect(theirs.get_by_text(REACHED).first).to_be_visible()

        await mine.goto(f"{visits.url}/hvem-ved-hvad")
        newest = mine.locator("li.card").filter(has_text="delmål").filter(has_text=name).first
        await expect(newest).to_contain_text(f"{name} har")
        await expect(newest).to_contain_text("Socialpsykiatrien")
        await mine.get_by_role("link", name=f"Stop {name}").click()
        await expect(mine.get_by_text("venter på at blive sendt, bliver stoppet")).to_be_visible()
        await mine.get_by_role("button", name="Stop nu").click()
        await expect(mine.get_by_text("Det er stoppet.")).to_be_visible()
        await expect(mine.get_by_role("columnheader", name=name)).to_have_count(0)

        await theirs.reload()
        await expect(theirs.get_by_text("Du er ikke forbundet med nogen")).to_be_visible()
        await expect(theirs.get_by_role("link", name="Bed om støtte")).to_have_count(0)
        await expect(theirs.get_by_text(REACHED)).to_have_count(0)
        await theirs.goto(f"{visits.url}/indbakke")
        await expect(theirs.get_by_role("article")).to_have_count(0)

        # A department looks, and the citizen sees that it did, and why; of the three services one list.
        looked = await driver.get("anne", "referral", f"/citizens/{citizen}", **{"Samspil-Purpose": "opfoelgning"})
        assert looked.status_code == 200
        await mine.goto(f"{visits.url}/opslag")
        await expect(mine.get_by_text("Fulgte op på din hjælp").first).to_be_visible()
        await expect(mine.get_by_role("listitem").filter(has_text="Kraftcenter").first).to_be_visible()
        await expect(mine.get_by_text("kan ikke hentes")).to_have_count(0)
        await mine.goto(f"{visits.url}/min-plan")
        await expect(mine.get_by_role("region", name="Mine mål").get_by_role("article").first).to_be_visible()


async def test_a_citizen_asks_for_help_and_takes_it_back(
    chromium: Browser, stack: Stack, endpoints: dict[str, Any]
) -> None:
    """R5, R3, P3: over the real services; who was said to be told is who is told."""
    async with Driver.open(stack) as driver, Visits.to(endpoints["notifications"], chromium) as visits:
        citizen = demo_citizen(endpoints)
        page = await visits.sign_in("Viggo Lund", java_script_enabled=False)
        await page.goto(f"{visits.url}/min-plan/bed-om")
        await page.get_by_label(re.compile("^Netværk for pårørende")).check()
        await page.get_by_role("button", name="Se, hvem der får besked").click()
        await expect(page.get_by_role("region", name="Hvem får besked")).to_contain_text("Pårørendeteamet")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("heading", name="Det er sendt")).to_be_visible()

        async def asked() -> bool:
            await page.goto(f"{visits.url}/min-plan")
            return await page.get_by_role("link", name=_TAKE_BACK).count() > 0

        await until(asked, 20)
        await page.get_by_role("link", name=_TAKE_BACK).first.click()
        await page.get_by_label("Jeg vil ikke have det alligevel").check()
        await page.get_by_role("button", name="Træk det tilbage").click()
        await expect(page.get_by_text("Det er stoppet.")).to_be_visible()
        inbox = await driver.get("lone", "notifications", "/inbox?limit=200")
        told = {item["event_type"] for item in inbox.json()["items"] if item["citizen_id"] == citizen}
        assert "dk.samspil.henvisning.oprettet.v1" in told


async def support_asked_for(driver: Driver, visits: Visits, page: Page, citizen: str) -> None:
    """P5: by whom only an invitation binds, on the relatives' page, and the relatives' team is asked to answer."""
    words = f"Ring til mig. {uuid4().hex}"
    await page.get_by_role("link", name="Bed om støtte").click()
    await page.get_by_label(re.compile("^Vejledning til pårørende")).check()
    await page.get_by_label("Vil du sige noget om det?").fill(words)
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await expect(page.get_by_role("region", name="Hvem får besked")).to_contain_text("Pårørendeteamet")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Det er sendt")).to_be_visible()

    async def read() -> bool:
        found = await driver.get("lone", "referral", f"/referrals?citizen_id={citizen}")
        return words in {item["note"] for item in found.json()["items"]}

    await until(read, 20)
    await page.goto(f"{visits.url}/paaroerende")


async def accepted(driver: Driver, visits: Visits, email: str) -> Page:
    """The relative's page, after the link in the mail was followed and confirmed."""
    mail = await arrived(driver, email, "Du er inviteret til Samspil")
    (link,) = re.findall(r"https?://\S+", mail["body"])
    page = await visits.anonymous(java_script_enabled=False)
    await page.goto(link)
    await page.get_by_role("link", name="Log ind, og fortsæt").click()
    await page.get_by_role("button", name="Ole Lund").click()
    await page.get_by_role("button", name="Bekræft, og gå til indbakken").click()
    await expect(page.get_by_role("heading", name="Indbakke")).to_be_visible()
    return page
