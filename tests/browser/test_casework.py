"""The coordinator's pages in a real browser: the main task, by mouse, by keyboard, without JavaScript, for all eyes."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from services.notifications.web.casework.receipts import AGAIN
from tests.browser.town import Day, served_town
from tests.browser.visit import Visits, accessibility_faults, unreadable


@pytest.fixture(scope="module")
def town() -> Iterator[Day]:
    """The pages among services that decide, in memory."""
    with served_town() as day:
        yield day


@pytest.fixture
async def visits(chromium: Browser, town: Day) -> AsyncIterator[Visits]:
    """Visits to the beginning of a day; ends with an error where a page logged one or broke its own policy."""
    town.anew()
    async with Visits.to(town.url, chromium) as visits:
        yield visits


def pages_of(day: Day) -> dict[str, str]:
    """Every page of a coordinator's, by what it is called here."""
    return {
        "mine": "/borgere",
        "borger": f"/borger/{day.citizen}",
        "svar": f"/henvisning/{day.new}",
        "hvem": "/henvisning/ny",
        "ny": f"/henvisning/ny?borger={day.citizen}",
        "indsats": f"/indsats/{day.intervention}",
        "maal": f"/borger/{day.citizen}/maal",
        "tegning": f"/borger/{day.citizen}/tidslinje",
        "forloeb": "/forloeb",
        "et forloeb": f"/forloeb/{day.course}?borger={day.citizen}",
        "start": f"/indsats/ny?borger={day.citizen}",
        "sendt": f"/sendt/{AGAIN}",
    }


async def _answer(page: Page) -> None:
    """From the inbox to an answer: who is told is seen on the way."""
    await page.get_by_role("link", name="Mine borgere").click()
    await page.get_by_role("link", name="Aksel Bræmer").click()
    await page.get_by_role("link", name="Svar på henvisningen").click()
    await expect(page.locator("#accepter-told")).to_contain_text("Socialpsykiatrien via indbakken")
    await page.get_by_role("button", name="Acceptér", exact=True).click()
    await expect(page.locator("#kvittering")).to_contain_text("Socialpsykiatrien via indbakken")
    await expect(page.locator(".heading .state")).to_have_text("accepteret")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_from_sign_in_to_an_answer_and_on(visits: Visits, script: bool) -> None:
    """The whole task, with and without JavaScript: find the citizen, answer, begin, and see it on one screen."""
    page = await visits.sign_in(java_script_enabled=script)
    await _answer(page)
    await page.get_by_role("button", name="Start indsatsen i dag").click()
    await expect(page.locator("#kvittering")).to_contain_text("Sendt")
    await page.get_by_role("link", name="Aksel Bræmer").first.click()
    running = page.get_by_role("region", name="Indsatser i gang")
    await expect(running.get_by_role("article")).to_have_count(2)
    await page.get_by_role("link", name="Mine borgere").first.click()
    own = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Aksel Bræmer"))
    await expect(own.get_by_text("indsats i gang")).to_have_count(2)
    await expect(own).to_contain_text("2 ting venter på jer, senest")


async def test_who_is_told_follows_the_choice_by_itself(visits: Visits, town: Day) -> None:
    """P3, R8: as one chooses, the recipients and what would intrude less stand beside it."""
    page = await visits.sign_in()
    await page.goto(f"{visits.url}/henvisning/ny?borger={town.citizen}")
    told = page.locator("#henvis-told")
    await page.get_by_label("Netværk for pårørende").check()
    await expect(told).to_contain_text("Pårørendeteamet via indbakken")
    await page.get_by_label("POLARIS, gruppeforløb").check()
    await expect(told).to_contain_text("Visitationen (SVR) via indbakken")
    await expect(told).to_contain_text("Et mindre indgribende tilbud er også muligt")


async def test_without_script_a_button_tells_who_is_told(visits: Visits, town: Day) -> None:
    """P3: the same without JavaScript; what was chosen and written stays."""
    page = await visits.sign_in(java_script_enabled=False)
    await page.goto(f"{visits.url}/henvisning/ny?borger={town.citizen}")
    await page.get_by_label("Netværk for pårørende").check()
    await page.get_by_label("Bemærkning til modtageren").fill("Ring først.")
    await page.get_by_role("button", name="Vis, hvem der får besked").click()
    await expect(page.locator("#henvis-told")).to_contain_text("Pårørendeteamet via indbakken")
    await expect(page.get_by_label("Netværk for pårørende")).to_be_checked()
    await expect(page.get_by_label("Bemærkning til modtageren")).to_have_value("Ring først.")
    await page.get_by_role("button", name="Send henvisningen").click()
    await expect(page.locator("#kvittering")).to_contain_text("Pårørendeteamet via indbakken")


async def test_an_answer_is_given_by_keyboard_alone(visits: Visits, town: Day) -> None:
    """WCAG 2.1.1, 2.4.7: to the button and the folded forms with a visible focus, and sent with Enter."""
    page = await visits.sign_in()
    await page.goto(f"{visits.url}/henvisning/{town.new}")
    reached: list[str] = []
    while not reached or reached[-1] != "Annullér":
        await page.keyboard.press("Tab")
        at = await page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.textContent.trim(), s.outlineStyle, parseFloat(s.outlineWidth)] })()"
        )
        assert at[1] == "solid", at
        assert at[2] >= 2, at
        reached.append(at[0])
        assert len(reached) < 40
    assert reached.index("Acceptér") < reached.index("Afvis henvisningen")
    while not await page.evaluate("document.activeElement.textContent.trim() === 'Acceptér'"):
        await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#kvittering")).to_contain_text("Sendt")


async def test_a_rejection_without_a_reason_leads_to_the_field(visits: Visits, town: Day) -> None:
    """R3, WCAG 3.3.1: the fault above links to its field, which says it again; the form stands open."""
    page = await visits.sign_in()
    await page.goto(f"{visits.url}/henvisning/{town.new}")
    await page.get_by_text("Afvis henvisningen").click()
    await page.get_by_role("button", name="Afvis", exact=True).click()
    await page.get_by_role("link", name="Vælg en grund.").click()
    field = page.locator("#afvis-reason")
    await expect(field).to_be_focused()
    await field.select_option("no_capacity")
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    assert await accessibility_faults(page) == []
    await page.get_by_role("button", name="Afvis", exact=True).click()
    await expect(page.locator(".heading .state")).to_have_text("afvist")


@pytest.mark.parametrize("width", [320, 640, 1280])
async def test_axe_finds_nothing_and_nothing_is_cut_off(visits: Visits, town: Day, width: int) -> None:
    """WCAG: on a telephone, at 200 % zoom (640 of 1280) and on a laptop; every form unfolded."""
    page = await visits.sign_in(viewport={"width": width, "height": 800})
    for name, path in pages_of(town).items():
        await page.goto(visits.url + path)
        await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        await page.wait_for_load_state("networkidle")
        assert await unreadable(page) == [], name


async def test_dark_is_as_readable_as_light(visits: Visits, town: Day) -> None:
    """Contrast and the rest, where the eyes asked for dark."""
    page = await visits.sign_in(color_scheme="dark")
    for name, path in pages_of(town).items():
        await page.goto(visits.url + path)
        await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        await page.wait_for_load_state("networkidle")
        assert await accessibility_faults(page) == [], name


async def test_the_chart_fits_a_sheet_of_paper(visits: Visits, town: Day) -> None:
    """Print: on A4 nothing of drawing or table is wider than the sheet, and what cannot be used on paper is away."""
    page = await visits.sign_in()
    await page.goto(f"{visits.url}/borger/{town.citizen}/tidslinje")
    # A4 on its side, less its margins, in CSS pixels.
    await page.set_viewport_size({"width": 1031, "height": 703})
    await page.emulate_media(media="print")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 1031
    cut = await page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.getClientRects().length &&"
        " !e.classList.contains('sr-only') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    )
    assert cut == []
    await expect(page.locator(".filter")).to_be_hidden()
    await expect(page.get_by_role("navigation", name="Hovedmenu")).to_be_hidden()
    sheets = await page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox\s*\[0 0 8[34]\d\S* 59\d", sheets)


async def test_a_citizens_page_on_paper_is_what_is_read_and_no_forms(visits: Visits, town: Day) -> None:
    """Print: for a meeting; the inbox alike."""
    page = await visits.sign_in()
    for path, heading in ((f"/borger/{town.citizen}", "Aksel Bræmer"), ("/indbakke", "Indbakke")):
        await page.goto(visits.url + path)
        await page.emulate_media(media="print")
        await expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        await expect(page.get_by_role("navigation", name="Hovedmenu")).to_be_hidden()
        assert await page.locator("main button:visible").count() == 0, path
        await page.emulate_media(media="screen")


async def test_axe_finds_nothing_on_a_refusal(visits: Visits, town: Day) -> None:
    """WCAG: where one is asked why one must see a citizen one has nothing to do with."""
    page = await visits.sign_in(viewport={"width": 320, "height": 800})
    await page.goto(f"{visits.url}/borger/{town.stranger}")
    visits.complaints.clear()  # the browser reports the 403 that was asked for
    assert await unreadable(page) == []


async def test_the_glass_is_broken_with_words_and_says_so(visits: Visits, town: Day) -> None:
    """V2: from the refusal to the page, in a browser without JavaScript, and closed again."""
    page = await visits.sign_in(java_script_enabled=False)
    await page.goto(f"{visits.url}/borger/{town.stranger}")
    visits.complaints.clear()  # the browser reports the 403 that was asked for
    assert await page.get_by_text("Inger Holm").count() == 0
    await page.get_by_label("Hvorfor er det nødvendigt?").fill("Borgeren står her og har brug for hjælp nu.")
    await page.get_by_role("button", name="Åbn siden med nødadgang").click()
    await expect(page.get_by_role("heading", name="Inger Holm")).to_be_visible()
    await expect(page.get_by_role("status")).to_contain_text("Du ser siden med nødadgang til kl.")
    assert "brug" not in page.url
    await page.get_by_role("button", name="Afslut nødadgang nu").click()
    await expect(page.get_by_role("heading", name="Mine borgere")).to_be_visible()
