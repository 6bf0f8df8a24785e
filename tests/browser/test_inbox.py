"""The inbox in a real browser: live, with and without JavaScript, for everybody's hands and eyes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from services.notifications.web import stream
from tests.browser.served import INGER, Served
from tests.browser.visit import Visits, accessibility_faults, live, unreadable
from tests.unit.notifications.web.samples import a_notice, a_task


def _arriving() -> datetime:
    return datetime.now(UTC)


async def test_a_notice_arrives_without_a_reload(visits: Visits, pages: Served) -> None:
    """Live: on the page, in the count and in the title, within a second, in the list it belongs to."""
    page = await visits.sign_in()
    await live(page)
    await expect(page).to_have_title("(5) Indbakke – Samspil")
    await page.evaluate("window.notReloaded = true")
    pages.arrive(a_task("Noget nyt haster.", citizen=INGER, created_at=_arriving()))
    pages.arrive(a_notice(text="Noget nyt er sket.", citizen=INGER, created_at=_arriving()))
    tasks, news = (page.get_by_role("region", name=name) for name in ("Kræver handling", "Nyt"))
    await expect(tasks.locator("li").first).to_contain_text("Noget nyt haster.", timeout=1000)
    await expect(tasks.locator("li").first).to_contain_text("Inger Holm")
    await expect(news.locator("li").first).to_contain_text("Noget nyt er sket.", timeout=1000)
    await expect(page).to_have_title("(7) Indbakke – Samspil")
    await expect(page.locator("#unread")).to_have_text("7 ulæste")
    assert await page.evaluate("window.notReloaded")


async def test_a_broken_stream_says_so_and_catches_up_without_showing_anything_twice(
    visits: Visits, pages: Served
) -> None:
    """Nothing lost and nothing doubled over a restart; and silence is never taken for calm."""
    page = await visits.sign_in()
    await live(page)
    pages.arrive(a_notice(text="Før bruddet.", created_at=_arriving()))
    await expect(page.get_by_text("Før bruddet.")).to_have_count(1)
    pages.end_streams()
    pages.arrive(a_notice(text="Under bruddet.", created_at=_arriving()))
    await expect(page.locator("#connection")).to_have_text(re.compile("Forbindelsen er afbrudt"))
    await live(page)
    await expect(page.get_by_text("Under bruddet.")).to_have_count(1)
    await expect(page.get_by_text("Før bruddet.")).to_have_count(1)
    await expect(page.locator("#unread")).to_have_text("7 ulæste")
    assert visits.complaints
    visits.complaints.clear()  # the browser reports the break that was made


async def test_marking_as_read_names_the_reader_and_leaves_the_rest_where_it_was(visits: Visits) -> None:
    """A team's notice shows who took it; the keyboard's place is kept."""
    page = await visits.sign_in()
    await live(page)
    notice = page.get_by_role("article").filter(has_text="Et delmål er nået.")
    await notice.get_by_role("button", name="Markér som læst").click()
    await expect(notice).to_contain_text(re.compile(r"Læst af Anne Kjær i dag kl\. \d+\.\d\d"))
    await expect(page).to_have_title("(4) Indbakke – Samspil")
    assert await page.evaluate("document.activeElement.textContent.includes('Delmål nået')")
    assert await page.get_by_role("button", name="Markér som læst").count() == 4


async def test_the_whole_task_works_without_javascript(visits: Visits, pages: Served) -> None:
    """By reload: sign in, see what is asked, mark it read, choose the unread, sign out."""
    page = await visits.sign_in(java_script_enabled=False)
    await expect(page.get_by_text("Siden opdateres ikke af sig selv.")).to_be_visible()
    pages.arrive(a_notice(text="Kom til imens.", created_at=_arriving()))
    await page.get_by_role("link", name="Opdatér").click()
    notice = page.get_by_role("article").filter(has_text="Kom til imens.")
    await notice.get_by_role("button", name="Markér som læst").click()
    await expect(notice).to_contain_text("Læst af Anne Kjær")
    await page.get_by_role("link", name="Kun ulæste").click()
    await expect(page.get_by_text("Kom til imens.")).to_have_count(0)
    await page.get_by_role("button", name="Log ud").click()
    await expect(page.get_by_role("heading", name="Du er logget ud")).to_be_visible()
    await page.goto(visits.url)
    await expect(page.get_by_role("heading", name="Hvem er du?")).to_be_visible()


async def test_who_is_signed_out_elsewhere_is_told_on_the_open_page(
    visits: Visits, pages: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An inbox that stopped must say so: silence is not an empty day."""
    monkeypatch.setattr(stream, "STILL_SIGNED_IN_SECONDS", 0.1)
    page = await visits.sign_in()
    await live(page)
    pages.stand.sessions.rows.clear()
    await expect(page.get_by_role("alert")).to_contain_text("Du er ikke længere logget ind")
    await page.get_by_role("link", name="logget ind igen").click()
    await expect(page.get_by_role("heading", name="Hvem er du?")).to_be_visible()


@pytest.mark.parametrize("width", [320, 640, 1280])
async def test_axe_finds_nothing_and_nothing_is_cut_off(visits: Visits, pages: Served, width: int) -> None:
    """WCAG: on a telephone, at 200 % zoom (640 of 1280) and on a laptop, read and unread, new and overdue."""
    page = await visits.sign_in(viewport={"width": width, "height": 800})
    await live(page)
    pages.arrive(a_task(citizen=INGER, created_at=_arriving(), due=_arriving() + timedelta(days=1)))
    await expect(page.get_by_text("Ny", exact=True)).to_be_visible()
    assert await unreadable(page) == []


async def test_axe_finds_nothing_on_the_small_pages(visits: Visits, pages: Served) -> None:
    """WCAG: an empty inbox, an error and a goodbye are pages, too."""
    pages.empty()
    page = await visits.sign_in("Viggo Lund")
    await expect(page.get_by_text("Intet venter på dit svar.")).to_be_visible()
    await expect(page.get_by_text("Her kommer besked, når der sker noget.")).to_be_visible()
    assert await accessibility_faults(page) == []
    await page.goto(f"{visits.url}/indbakke?vis=ulaeste")
    assert await accessibility_faults(page) == []
    await page.goto(f"{visits.url}/indbakke/findes-ikke")
    visits.complaints.clear()  # the browser reports the 404 that was asked for
    assert await accessibility_faults(page) == []
    await page.get_by_role("link", name="Til indbakken").click()
    await page.get_by_role("button", name="Log ud").click()
    await expect(page.get_by_role("heading", name="Du er logget ud")).to_be_visible()
    assert await accessibility_faults(page) == []


async def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(visits: Visits) -> None:
    """WCAG 2.1.1 and 2.4.7: every link and button in the order one reads, each with a visible focus."""
    page = await visits.sign_in()
    await live(page)
    every = await page.locator("a:visible, button:visible").count()
    reached = []
    for _ in range(every):
        await page.keyboard.press("Tab")
        at = await page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.textContent.trim(), s.outlineStyle, parseFloat(s.outlineWidth)] })()"
        )
        assert at[1] == "solid", at
        assert at[2] >= 2, at
        reached.append(at[0])
    assert reached[0] == "Gå til indholdet"
    named = ["Samspil", "Log ud", "Indbakke", "Mine borgere", "Alle", "Kræver handling"]
    assert [text for text in reached if text in named][:6] == named
    assert sum(text == "Markér som læst" for text in reached) == 5


async def test_marking_as_read_works_by_keyboard(visits: Visits) -> None:
    """WCAG 2.1.1: the main task without a mouse, and the way goes on from there."""
    page = await visits.sign_in()
    await live(page)
    await page.get_by_role("button", name="Markér som læst").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(re.compile("Læst af Anne Kjær i dag"))).to_be_visible()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Solveig Riis"


async def test_dark_is_as_readable_as_light(visits: Visits) -> None:
    """Contrast and the rest, where the eyes asked for dark."""
    page = await visits.sign_in(color_scheme="dark")
    await live(page)
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(22, 22, 22)"
    assert await accessibility_faults(page) == []
