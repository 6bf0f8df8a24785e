"""What is done with a notice, in a real browser: put off, handed over, answered; seen by colleagues at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.browser.served import INGER, VIGGO, Served
from tests.browser.visit import Visits, accessibility_faults, live, unreadable
from tests.unit.notifications.web.samples import a_notice, a_task


async def _tend(page: Page, text: str) -> None:
    card = page.get_by_role("article").filter(has_text=text)
    await card.get_by_role("link", name=re.compile("^Udsæt, overdrag eller kvittér")).click()
    await expect(page.get_by_role("heading", name="Gør noget ved beskeden")).to_be_visible()


async def test_what_is_put_off_leaves_every_open_page_and_comes_back_by_itself(visits: Visits, pages: Served) -> None:
    """Live: colleagues see that it is taken care of, the count says so, and it comes back on top, unread as it was."""
    anne, henrik = await visits.sign_in(), await visits.sign_in("Henrik Dahl")
    for page in (anne, henrik):
        await live(page)
    await _tend(anne, "Et delmål er nået.")
    await anne.get_by_role("button", name=re.compile("^Næste uge")).click()
    await expect(anne.get_by_role("status").filter(has_text="Beskeden er udsat.")).to_be_visible()
    for page in (anne, henrik):
        await expect(page.get_by_text("Et delmål er nået.")).to_have_count(0)
        await expect(page).to_have_title("(4) Indbakke – Samspil")
    await henrik.locator("summary").click()
    await henrik.get_by_label("Udsatte").check()
    await henrik.get_by_role("button", name="Vis", exact=True).click()
    away = henrik.get_by_role("article").filter(has_text="Et delmål er nået.")
    await expect(away).to_contain_text(re.compile("Udsat til .* kl. 8.00 af Anne Kjær"))
    (snoozed,) = [each for each in pages.stand.inbox.notices if each.snoozed_until]
    pages.come_back(snoozed)
    back = anne.get_by_role("region", name="Nyt").locator("li").first
    await expect(back).to_contain_text("Et delmål er nået.")
    await expect(back).to_contain_text("Kom tilbage i dag")
    await expect(anne).to_have_title("(5) Indbakke – Samspil")
    await expect(henrik.get_by_text("Et delmål er nået.")).to_have_count(0)


async def test_what_is_asked_is_put_off_to_its_deadline_at_most(visits: Visits, pages: Served) -> None:
    """Beside the field it says what will not do, and keeps what was written; what is late cannot be put off."""
    now = datetime.now(UTC)
    pages.arrive(a_task("Det kan vente.", citizen=INGER, created_at=now, due=now + timedelta(days=5)))
    pages.arrive(a_task("Det er for sent.", citizen=INGER, created_at=now, due=now - timedelta(days=5)))
    page = await visits.sign_in()
    await _tend(page, "Det kan vente.")
    await page.get_by_label("En anden dag").fill((now + timedelta(days=30)).date().isoformat())
    await page.get_by_role("button", name="Udsæt til den dag").click()
    field = page.get_by_label("En anden dag")
    await expect(field).to_have_accessible_description(re.compile("Beskeden kan højst udsættes til sin frist."))
    await expect(field).to_have_value((now + timedelta(days=30)).date().isoformat())
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    assert await accessibility_faults(page) == []
    await page.get_by_role("link", name="Tilbage til indbakken").click()
    await _tend(page, "Det er for sent.")
    await expect(page.get_by_text("Fristen er overskredet, så beskeden kan ikke udsættes.")).to_be_visible()


async def test_a_colleague_finds_what_they_were_handed_at_once_and_can_give_it_back(visits: Visits) -> None:
    """The department stays addressed: the whole team sees whose it is; `mine` is what was handed to oneself."""
    henrik = await visits.sign_in("Henrik Dahl")
    await live(henrik)
    anne = await visits.sign_in()
    await _tend(anne, "Et delmål er nået.")
    await anne.get_by_label("Kollega").select_option("Henrik Dahl")
    await anne.get_by_role("button", name="Overdrag", exact=True).click()
    for page in (anne, henrik):
        card = page.get_by_role("article").filter(has_text="Et delmål er nået.")
        await expect(card).to_contain_text("Overdraget til Henrik Dahl af Anne Kjær")
    await henrik.goto(f"{visits.url}/indbakke?mine=1")
    await expect(henrik.get_by_role("article")).to_have_count(1)
    await anne.goto(f"{visits.url}/indbakke?mine=1")
    await expect(anne.get_by_text("Ingen beskeder er dine lige nu.")).to_be_visible()
    await _tend(henrik, "Et delmål er nået.")
    await henrik.get_by_role("button", name="Læg den tilbage til holdet").click()
    await expect(henrik.get_by_text("Beskeden er lagt tilbage til holdet.")).to_be_visible()
    await expect(henrik.get_by_role("article")).to_have_count(0)


async def test_an_answer_says_who_will_read_it_and_stays_on_the_card(visits: Visits, pages: Served) -> None:
    """A word to the sender is written knowing who reads it; what is missing is said, and the notice is read with it."""
    pages.arrive(a_notice(text="Til svar.", citizen=VIGGO, created_at=datetime.now(UTC), answers_to="socialpsykiatri"))
    page = await visits.sign_in()
    await _tend(page, "Til svar.")
    words = page.get_by_label("Et par ord til Socialpsykiatrien")
    await expect(words).to_have_accessible_description(
        "Læses af Socialpsykiatrien og af jer selv. Borgeren kan se, at I har kvitteret, men ikke ordene. "
        "Højst 500 tegn."
    )
    await page.get_by_role("button", name="Send kvittering").click()
    await expect(page.get_by_role("alert")).to_contain_text("Skriv, hvad afsenderen skal vide.")
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    await words.fill("Tak. Vi ringer på torsdag.")
    await page.get_by_role("button", name="Send kvittering").click()
    card = page.get_by_role("article").filter(has_text="Til svar.")
    await expect(card).to_contain_text("Tak. Vi ringer på torsdag.")
    await expect(card).to_contain_text("Kvitteret af Anne Kjær i dag")
    await expect(card).to_contain_text("Læst af Anne Kjær")


async def test_all_of_it_works_without_javascript(visits: Visits, pages: Served) -> None:
    """By reload: put off, shown among what is put off, brought back, taken, answered."""
    pages.arrive(a_notice(text="Til svar.", citizen=VIGGO, created_at=datetime.now(UTC), answers_to="socialpsykiatri"))
    page = await visits.sign_in(java_script_enabled=False)
    await _tend(page, "Til svar.")
    await page.get_by_role("button", name=re.compile("^I morgen")).click()
    await expect(page.get_by_text("Til svar.")).to_have_count(0)
    await page.goto(f"{visits.url}/indbakke?udsat=1")
    await _tend(page, "Til svar.")
    await page.get_by_role("button", name="Vis den igen nu").click()
    await page.get_by_role("link", name="Ryd filtre").click()
    await _tend(page, "Til svar.")
    await page.get_by_role("button", name="Tag den selv").click()
    await expect(page.get_by_text("Taget af Anne Kjær")).to_be_visible()
    await _tend(page, "Til svar.")
    await page.get_by_label("Et par ord til Socialpsykiatrien").fill("Modtaget.")
    await page.get_by_role("button", name="Send kvittering").click()
    await expect(page.get_by_text("Kvitteret af Anne Kjær")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (640, "light"), (1280, "light")])
async def test_axe_finds_nothing_on_what_is_done_and_nothing_is_cut_off(
    visits: Visits, pages: Served, width: int, scheme: str
) -> None:
    """WCAG: the page of one notice, and a card on which all has been done; on a telephone, at 200 % and on a laptop."""
    now = datetime.now(UTC)
    notice = a_task(
        "Til svar.", citizen=VIGGO, created_at=now, due=now + timedelta(days=9), answers_to="socialpsykiatri"
    )
    pages.arrive(notice)
    await visits.sign_in("Henrik Dahl")
    page = await visits.sign_in(viewport={"width": width, "height": 800}, color_scheme=scheme)
    await _tend(page, "Til svar.")
    assert await unreadable(page) == []
    pages.change(
        notice, holder="henrik", holder_name="Henrik Dahl", handed_by="Anne Kjær", acknowledged_at=now,
        acknowledged_by="Anne Kjær", words="Et langt ord: " + "kvittering" * 12, returned_at=now,
    )  # fmt: skip
    await page.goto(f"{visits.url}/indbakke")
    await live(page)
    await expect(page.get_by_text("Overdraget til Henrik Dahl af Anne Kjær")).to_be_visible()
    assert await accessibility_faults(page) == []
