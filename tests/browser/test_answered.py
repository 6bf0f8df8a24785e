"""Tasks in a real browser: they leave the list when they are answered, on every open page, and not before."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from services.notifications.domain.shown import InboxNotice
from tests.browser.served import INGER, Served
from tests.browser.visit import Visits, accessibility_faults
from tests.unit.notifications.web.samples import a_notice, a_task


@pytest.fixture
async def task(pages: Served) -> InboxNotice:
    """Two days late."""
    now = datetime.now(UTC)
    return a_task("Skal besvares.", citizen=INGER, created_at=now - timedelta(hours=1), due=now - timedelta(days=2))


async def opened(visits: Visits, pages: Served, task: InboxNotice, path: str = "") -> Page:
    """An open page with the task on it."""
    pages.arrive(task)
    page = await visits.sign_in()
    await page.goto(visits.url + path)
    await expect(page.locator("#connection")).to_have_text("Nye beskeder kommer af sig selv")
    await expect(among(page, "Kræver handling")).to_have_count(1)
    await page.evaluate("window.notReloaded = true")
    return page


def among(page: Page, heading: str) -> Locator:
    return page.get_by_role("region", name=heading).get_by_role("article").filter(has_text="Skal besvares.")


async def test_an_answer_moves_the_task_to_the_news_without_a_reload(
    visits: Visits, pages: Served, task: InboxNotice
) -> None:
    """Live: out of what asks something, into the news at its own time, said to be done, no more overdue; read aloud."""
    page = await opened(visits, pages, task)
    pages.change(task, settled_at=datetime.now(UTC))
    await expect(among(page, "Nyt")).to_contain_text(
        re.compile(r"Svar på henvisningen\s+Klaret\s+i dag kl\."), timeout=1000
    )
    await expect(among(page, "Kræver handling")).to_have_count(0)
    await expect(among(page, "Nyt")).not_to_contain_text("overskredet")
    news = page.get_by_role("region", name="Nyt").locator("li")
    await expect(news.nth(0)).to_contain_text("Et delmål er nået.")
    await expect(news.nth(1)).to_contain_text("Skal besvares.")
    await expect(page.locator("#announcement")).to_have_text(re.compile("Klaret: Henvisning oprettet"))
    await expect(page.locator("#unread")).to_have_text("6 ulæste")
    assert await accessibility_faults(page) == []
    assert await page.evaluate("window.notReloaded")


async def test_an_answered_task_leaves_the_list_of_tasks(visits: Visits, pages: Served, task: InboxNotice) -> None:
    """Live: also where only tasks are shown; and a correction of the answer brings it back."""
    page = await opened(visits, pages, task, "/indbakke?vis=opgaver")
    pages.change(task, settled_at=datetime.now(UTC))
    await expect(page.get_by_text("Skal besvares.")).to_be_hidden()
    await expect(among(page, "Kræver handling")).to_have_count(0)
    pages.change(task, settled_at=None)
    await expect(among(page, "Kræver handling")).to_contain_text("overskredet med 2 dage")
    await expect(page.get_by_text("Skal besvares.")).to_have_count(1)


async def test_a_colleagues_reading_shows_on_open_pages_and_the_task_stays(
    visits: Visits, pages: Served, task: InboxNotice
) -> None:
    """Reading is not answering: marked read for the team, counted down, a task still."""
    page = await opened(visits, pages, task)
    await among(page, "Kræver handling").get_by_role("button").focus()
    pages.change(task, read_at=datetime.now(UTC), read_by="Henrik Dahl")
    await expect(among(page, "Kræver handling")).to_contain_text("Læst af Henrik Dahl i dag")
    await expect(among(page, "Kræver handling")).to_contain_text("overskredet med 2 dage")
    await expect(page.locator("#unread")).to_have_text("5 ulæste")
    await expect(page).to_have_title("(5) Indbakke – Samspil")
    assert await page.evaluate("document.activeElement.textContent.includes('Henvisning oprettet')"), (
        "the place is kept"
    )
    assert await accessibility_faults(page) == []


async def test_whoever_stands_on_a_link_stays_there_when_the_notice_is_changed(
    visits: Visits, pages: Served, task: InboxNotice
) -> None:
    """WCAG 3.2: what a colleague does moves nobody's focus, though the notice is written anew."""
    page = await opened(visits, pages, task)
    await among(page, "Kræver handling").get_by_role("link", name="Vis sporet").focus()
    pages.change(task, read_at=datetime.now(UTC), read_by="Henrik Dahl")
    await expect(among(page, "Kræver handling")).to_contain_text("Læst af Henrik Dahl i dag")
    assert await page.evaluate("document.activeElement.textContent.startsWith('Vis sporet')")


async def test_ones_own_reading_is_counted_once(visits: Visits, pages: Served, task: InboxNotice) -> None:
    """The answer to the form and the stream both tell of it; what reading settles moves on."""
    considered = a_notice(
        "henvisning.afvist", "Skal overvejes.", action="Tag stilling.", read_settles=True, created_at=datetime.now(UTC)
    )
    pages.arrive(considered)
    page = await opened(visits, pages, task)
    await expect(page.locator("#unread")).to_have_text("7 ulæste")
    await among(page, "Kræver handling").get_by_role("button", name="Markér som læst").click()
    await expect(among(page, "Kræver handling")).to_contain_text("Læst af Anne Kjær")
    await expect(page.locator("#unread")).to_have_text("6 ulæste")
    await page.get_by_role("button", name="Markér som klaret").click()
    news = page.get_by_role("region", name="Nyt").get_by_role("article").filter(has_text="Skal overvejes.")
    await expect(news).to_contain_text("Klaret")
    await expect(page.locator("#unread")).to_have_text("5 ulæste")
    await expect(page).to_have_title("(5) Indbakke – Samspil")


@pytest.mark.parametrize("refused", [False, True], ids=["cut off", "turned away"])
async def test_what_was_settled_during_a_break_is_settled_afterwards(
    visits: Visits, pages: Served, task: InboxNotice, refused: bool
) -> None:
    """Nothing lost: the stream goes on where it was, or, where the browser was turned away, from the page's own
    position: it then brings again what arrived since, as it stands now; on the page it is changed, not doubled."""
    page = await visits.sign_in()
    await expect(page.locator("#connection")).to_have_text("Nye beskeder kommer af sig selv")
    pages.arrive(task)
    await expect(among(page, "Kræver handling")).to_have_count(1)
    if refused:
        await page.route("**/indbakke/stroem*", lambda route: route.fulfill(status=503))
    pages.end_streams()
    await expect(page.locator("#connection")).to_have_text(re.compile("Forbindelsen er afbrudt"))
    pages.change(task, settled_at=datetime.now(UTC))
    await page.wait_for_timeout(1500 if refused else 0)
    await page.unroute_all()
    await expect(among(page, "Nyt")).to_contain_text("Klaret")
    await expect(among(page, "Kræver handling")).to_have_count(0)
    await expect(page.locator("#unread")).to_have_text("6 ulæste")
    assert visits.complaints
    visits.complaints.clear()  # the browser reports the break that was made


async def test_without_javascript_the_answer_shows_on_reload(visits: Visits, pages: Served, task: InboxNotice) -> None:
    """By reload, as everything else."""
    pages.arrive(task)
    page = await visits.sign_in(java_script_enabled=False)
    await expect(among(page, "Kræver handling")).to_contain_text("overskredet med 2 dage")
    pages.change(task, settled_at=datetime.now(UTC))
    await page.get_by_role("link", name="Opdatér").click()
    await expect(among(page, "Nyt")).to_contain_text("Klaret")
    await expect(among(page, "Kræver handling")).to_have_count(0)
