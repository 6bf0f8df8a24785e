"""What the inbox leaves out, in a real browser: chosen by name, kept in the address by ids and codes alone."""

import re
from datetime import UTC, datetime

from playwright.async_api import expect

from tests.browser.served import AKSEL, INGER, NAMES, Served
from tests.browser.visit import Visits, accessibility_faults, live
from tests.unit.notifications.web.samples import a_notice


async def test_filters_are_combined_counted_and_remembered_by_the_link(visits: Visits) -> None:
    """V1: a citizen is chosen by name, and none stands in the address; the link shows the same to who opens it."""
    page = await visits.sign_in()
    await page.locator("summary").click()
    await page.get_by_label("Borger").select_option("Inger Holm")
    await page.get_by_label("Fra", exact=True).select_option("Socialpsykiatrien")
    await page.get_by_role("button", name="Vis", exact=True).click()
    await expect(page.get_by_role("article")).to_have_count(2)
    await expect(page.locator("summary")).to_have_text("Filtrér: 2 beskeder")
    assert f"borger={INGER}" in page.url
    assert "fra=socialpsykiatri" in page.url
    assert not any(part.lower() in page.url.lower() for name in NAMES.values() for part in name.split())
    again = await page.context.new_page()
    await again.goto(page.url)
    await expect(again.get_by_label("Borger")).to_have_value(str(INGER))
    await expect(again.get_by_role("article")).to_have_count(2)
    await again.get_by_role("link", name="Kun ulæste").click()
    await expect(again.get_by_role("article")).to_have_count(1)
    await again.get_by_role("link", name="Ryd filtre").click()
    await expect(again).to_have_url(re.compile(r"/indbakke\?vis=ulaeste$"))
    await expect(again.get_by_role("article")).to_have_count(5)


async def test_an_empty_list_says_what_it_means_and_what_to_do(visits: Visits, pages: Served) -> None:
    """Nothing found is not nothing there: each empty list says which it is; axe finds nothing on any of them."""
    page = await visits.sign_in()
    await page.goto(f"{visits.url}/indbakke?overskredet=1")
    await expect(page.get_by_role("article")).to_have_count(1)
    pages.empty()
    for asked, said in (
        ("overskredet=1", "Ingen frister er overskredet."),
        ("mine=1", "Ingen beskeder er dine lige nu."),
        ("udsat=1", "Intet er udsat."),
        ("udsat=1&mine=1", "Vælg færre ting, eller ryd filtrene."),
        (f"borger={AKSEL}", "Ryd filtrene for at se alt."),
    ):
        await page.goto(f"{visits.url}/indbakke?{asked}")
        await expect(page.locator(".nothing-found")).to_contain_text(said)
        assert await accessibility_faults(page) == []
    await page.goto(f"{visits.url}/indbakke?borger=noget&fra=ingen&type=sludder&overskredet=ja")
    await expect(page.locator("summary")).to_have_text("Filtrér")


async def test_what_arrives_and_is_left_out_is_counted_and_not_shown(visits: Visits, pages: Served) -> None:
    """Live with a filter: the list holds what was chosen alone, the title all that is unread."""
    page = await visits.sign_in()
    await page.goto(f"{visits.url}/indbakke?borger={INGER}")
    await live(page)
    pages.arrive(a_notice(text="Om en anden.", citizen=AKSEL, created_at=datetime.now(UTC)))
    pages.arrive(a_notice(text="Om Inger.", citizen=INGER, created_at=datetime.now(UTC)))
    await expect(page.get_by_text("Om Inger.")).to_be_visible()
    await expect(page).to_have_title("(7) Indbakke – Samspil")
    await expect(page.get_by_text("Om en anden.")).to_have_count(0)
