"""The operator's pages in a real browser: live, without JavaScript, by keyboard, dark, large and printed."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.served import Served
from tests.browser.visit import Visits, enter, unreadable
from tests.unit.notifications.web.operating import MemoryOperations, a_letter, a_receiver, a_step

OPERATOR = "Rikke Bach"
LOOP = uuid4()


@pytest.fixture(autouse=True)
def disturbed(pages: Served) -> Iterator[MemoryOperations]:
    """One dead letter, a receiver that is away, and one loop."""
    operations = pages.stand.operations
    operations.held = [a_letter()]
    operations.lanes = [a_receiver(), a_receiver("app:svr-app", circuit="open", queued=4, oldest=700.0)]
    operations.loops[LOOP] = [a_step("henvisning.oprettet", 0, told=0.04), a_step("henvisning.accepteret", 9)]
    yield operations
    operations.held, operations.lanes = [], []


async def test_a_dead_letter_is_found_run_again_and_gone(visits: Visits, disturbed: MemoryOperations) -> None:
    """Operations: from signing in to a page that is calm about it again, by keyboard alone."""
    page = await visits.sign_in(OPERATOR, lands="drift")
    await enter(page.get_by_role("row", name="Kunne ikke behandles").get_by_role("link", name="Vis dem"))
    await expect(page.get_by_text("ValueError@telling.py:88")).to_be_visible()
    await enter(page.get_by_role("button", name="Behandl igen"))
    await expect(page.get_by_text("3 hændelser er behandlet.")).to_be_visible()
    await expect(page.get_by_role("button", name="Behandl igen")).to_have_count(0)
    assert disturbed.held == []


async def test_the_numbers_come_by_themselves_and_keep_the_focus(visits: Visits, disturbed: MemoryOperations) -> None:
    """Operations: what changes is seen within seconds, and whoever stands on a link keeps standing there."""
    page = await visits.sign_in(OPERATOR, lands="drift")
    link = page.get_by_role("row", name="Kunne ikke behandles").get_by_role("link", name="Vis dem")
    await link.focus()
    disturbed.held.append(a_letter(8, held=40))
    await expect(page.get_by_role("row", name="Kunne ikke behandles").get_by_text("43")).to_be_visible(timeout=6000)
    await expect(link).to_be_focused()


async def test_without_javascript_everything_is_there(visits: Visits) -> None:
    """Operations: by reload, and a loop by a form."""
    page = await visits.sign_in(OPERATOR, lands="drift", java_script_enabled=False)
    await expect(page.get_by_role("row", name="svr-app")).to_contain_text("Modtageren tager ikke imod")
    await page.get_by_role("link", name="Find en sag").click()
    await page.get_by_label("Sagens id eller en hændelses id").fill(str(LOOP))
    await page.get_by_role("button", name="Vis sagen").click()
    await expect(page.get_by_role("heading", name="1. Henvisning oprettet")).to_be_visible()
    await expect(page.get_by_text("9,0 s efter den før")).to_be_visible()


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_cut_off(visits: Visits, width: int, scheme: str) -> None:
    """WCAG: each page, light and dark, on a narrow screen, at 200 % (640 of 1280) and wide."""
    size = {"width": width, "height": 800}
    page = await visits.sign_in(OPERATOR, lands="drift", viewport=size, color_scheme=scheme)
    for path in ("/drift", "/drift/fejl", "/drift/fejl?behandlet=1&igen=1", "/drift/sag", f"/drift/sag/{LOOP}"):
        await page.goto(visits.url + path)
        assert await unreadable(page) == [], path


async def test_printed_it_is_what_is_read_and_no_buttons(visits: Visits) -> None:
    """Operations: a loop on paper for a meeting."""
    page = await visits.sign_in(OPERATOR, lands="drift")
    await page.goto(f"{visits.url}/drift/sag/{LOOP}")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("heading", name="1. Henvisning oprettet")).to_be_visible()
    await expect(page.get_by_role("link", name="Find en anden sag")).to_be_hidden()
    await page.goto(f"{visits.url}/drift/fejl")
    await expect(page.get_by_role("button", name="Behandl igen")).to_be_hidden()
