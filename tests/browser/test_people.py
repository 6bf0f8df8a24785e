"""The pages of citizens, relatives and managers in a real browser: the main task from sign-in to done, for anybody."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.people import COURSE, ERASING, EVA, REFERRAL, STEP, People, served_people
from tests.browser.visit import Visits, enter, reach, unreadable
from tests.unit.notifications.web.samples import CITIZEN

NEW = "/hvem-ved-hvad/paaroerende/ny"
PAGES = {
    "Viggo Lund": ("/min-plan", f"/min-plan/delmaal/{STEP}", "/min-plan/bed-om", f"/min-plan/fortryd/{REFERRAL}",
                   f"/min-plan/gruppe/{COURSE}", f"/min-plan/gruppe/{COURSE}/afmeld", "/hvem-ved-hvad", NEW,
                   f"/hvem-ved-hvad/paaroerende/{EVA.designation_id}",
                   f"/hvem-ved-hvad/paaroerende/{EVA.designation_id}/stop", "/opslag"),
    "Ellen Lund": ("/paaroerende", "/paaroerende/stoette", "/paaroerende/stoette/sendt"),
    "Henrik Dahl": ("/ledelse", "/stikproever", "/aarsoversigt", "/vikarer", "/ikke-leveret",
                    "/sletning", f"/sletning/{ERASING}", f"/sletning/{CITIZEN}", f"/sletning/{COURSE}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Iterator[People]:
    with served_people() as running:
        yield running


@pytest.fixture
async def people(served: People, chromium: Browser) -> AsyncIterator[tuple[People, Visits]]:
    served.anew()
    async with Visits.to(served.url, chromium) as visits:
        yield served, visits


Stage = tuple[People, Visits]


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (640, "dark"), (1280, "light"), (1280, "dark")])
async def test_axe_finds_nothing_and_nothing_is_cut_off(people: Stage, who: str, width: int, scheme: str) -> None:
    """WCAG: every page, on a telephone, at 200 % (640 of 1280), wide, light and dark."""
    _, visits = people
    page = await visits.sign_in(who, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in PAGES[who]:
        await page.goto(visits.url + path)
        assert await unreadable(page) == [], path


@pytest.mark.parametrize(
    ("who", "path", "label"),
    [
        ("Viggo Lund", "/min-plan/bed-om", "Vil du sige noget om det?"),
        ("Viggo Lund", "/viden", "Hvad vil du fortælle?"),
        ("Ellen Lund", "/paaroerende/stoette", "Vil du sige noget om det?"),
        ("Henrik Dahl", "/vikarer", "Navn"),
    ],
    ids=["citizen", "knowledge", "relative", "manager"],
)
async def test_who_writes_for_long_is_at_work(people: Stage, who: str, path: str, label: str) -> None:
    """Expiry: every five minutes of writing count as a use of the session; a page that stands open asks nothing."""
    _, visits = people
    page = await visits.sign_in(who)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/log-ind/skriver" in request.url else None)
    await page.clock.install()
    await page.goto(visits.url + path)
    await page.clock.fast_forward("04:00")
    await page.get_by_label(label).press_sequentially("Jeg")
    await page.clock.fast_forward("20:00")
    assert asked == []
    async with page.expect_response("**/log-ind/skriver") as answer:
        await page.get_by_label(label).press_sequentially(" skriver.")
    assert (await answer.value).status == 204
    assert len(asked) == 1


async def test_a_citizen_tells_of_a_sub_goal_by_keyboard_alone(people: Stage) -> None:
    """G2, WCAG: from signing in to done without a mouse; own words arrive as written and are never run."""
    served, visits = people
    page = await visits.sign_in("Viggo Lund")
    await press(page, "link", "Min plan")
    await expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    await press(page, "link", "Fortæl, at du har nået det (delmål 1 i Relationer)")
    await reach(page.get_by_label("Vil du sige noget om det?"))
    await page.keyboard.type("Jeg gik ud.")
    await press(page, "button", "Send")
    await expect(page.get_by_role("heading", name="Det er sendt")).to_be_visible()
    (report,) = served.kraftcenter.reports
    assert report["data"]["private"] == {"citizen_words": "Jeg gik ud."}


async def test_a_citizen_chooses_a_relative_without_javascript(people: Stage) -> None:
    """P2, P3: faults beside their fields, then who will know, back to mend it, and done."""
    served, visits = people
    page = await visits.sign_in("Viggo Lund", java_script_enabled=False)
    await page.get_by_role("link", name="Hvem ved hvad").click()
    await page.get_by_role("link", name="Vælg en pårørende").click()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await expect(page.get_by_role("alert")).to_contain_text("Skriv personens navn")
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    await page.get_by_label("Personens navn").fill("Ib Lund")
    await page.get_by_label("Personens mailadresse").fill("ib@example.org")
    await page.get_by_label("Nabo").check()
    await page.get_by_label("Når jeg når et delmål").check()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await expect(page.get_by_role("heading", name=re.compile("Hvem får besked"))).to_be_visible()
    await page.get_by_role("button", name="Ret").click()
    await expect(page.get_by_label("Personens navn")).to_have_value("Ib Lund")
    await expect(page.get_by_label("Når jeg når et delmål")).to_be_checked()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await page.get_by_role("button", name="Ja, sådan skal det være").click()
    await expect(page.get_by_text("Det er gemt.")).to_be_visible()
    assert served.stand.records.reported[0]["data"]["private"]["contact"]["name"] == "Ib Lund"
    assert "Ib" not in page.url


async def test_a_citizen_signs_up_without_javascript(people: Stage) -> None:
    """C3: two questions, an answer, and neither stands in an address."""
    _, visits = people
    page = await visits.sign_in("Viggo Lund", java_script_enabled=False)
    await page.get_by_role("link", name="Min plan").click()
    await page.get_by_role("link", name="Tilmeld dig Peer-gruppeforløb").click()
    for question in ("Er du fyldt 18 år?", "Har du haft kontakt med psykiatrien i mindre end to år?"):
        await page.get_by_role("group", name=question).get_by_label("Ja").check()
    await page.get_by_role("button", name="Tilmeld mig").click()
    await expect(page.get_by_role("heading", name="Du har fået en plads")).to_be_visible()
    assert "ja" not in page.url.partition("/gruppe/")[2]


async def test_a_relative_asks_for_support_without_javascript(people: Stage) -> None:
    """P5: from signing in to done."""
    served, visits = people
    page = await visits.sign_in("Ellen Lund", java_script_enabled=False)
    await page.get_by_role("link", name="Som pårørende").click()
    await expect(page.get_by_text("Du er valgt som familie")).to_be_visible()
    await page.get_by_role("link", name="Bed om støtte").click()
    await page.get_by_label(re.compile("^Vejledning til pårørende")).check()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Det er sendt")).to_be_visible()
    assert served.referral.reports[0]["data"]["origin"] == "relative"


async def test_a_relative_asks_for_support_by_keyboard_alone(people: Stage) -> None:
    """P5, WCAG 2.1.1: the same without a mouse."""
    served, visits = people
    page = await visits.sign_in("Ellen Lund")
    await press(page, "link", "Som pårørende")
    await press(page, "link", "Bed om støtte")
    await reach(page.get_by_label(re.compile("^Vejledning til pårørende")))
    await page.keyboard.press("Space")
    await press(page, "button", "Se, hvem der får besked")
    await press(page, "button", "Send")
    await expect(page.get_by_role("heading", name="Det er sendt")).to_be_visible()
    assert served.referral.reports[0]["data"]["origin"] == "relative"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_pages_one_only_comes_by(people: Stage, scheme: str) -> None:
    """WCAG: who will be told, before sending, and what is said afterwards, to citizens and relatives."""
    _, visits = people
    look: dict[str, Any] = {"viewport": {"width": 320, "height": 800}, "color_scheme": scheme}
    page = await visits.sign_in("Viggo Lund", **look)
    await page.goto(f"{visits.url}/min-plan/bed-om")
    await page.get_by_role("radio").first.check()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    assert await unreadable(page) == []
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_url("**/min-plan/sendt/**")
    assert await unreadable(page) == []
    await page.goto(visits.url + NEW)
    await page.get_by_label("Personens navn").fill("Ib Lund")
    await page.get_by_label("Personens mailadresse").fill("ib@example.org")
    await page.get_by_label("Nabo").check()
    await page.get_by_label("Når jeg når et delmål").check()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await expect(page.get_by_role("button", name="Ja, sådan skal det være")).to_be_visible()
    assert await unreadable(page) == []
    await page.goto(f"{visits.url}/min-plan/gruppe/{COURSE}")
    for question in ("Er du fyldt 18 år?", "Har du haft kontakt med psykiatrien i mindre end to år?"):
        await page.get_by_role("group", name=question).get_by_label("Ja").check()
    await page.get_by_role("button", name="Tilmeld mig").click()
    await expect(page.get_by_role("heading", name="Du har fået en plads")).to_be_visible()
    assert await unreadable(page) == []
    page = await visits.sign_in("Ellen Lund", **look)
    await page.goto(f"{visits.url}/paaroerende/stoette")
    await page.get_by_label(re.compile("^Vejledning til pårørende")).check()
    await page.get_by_role("button", name="Se, hvem der får besked").click()
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    assert await unreadable(page) == []


async def test_a_manager_looks_at_what_is_late_and_at_a_read_by_keyboard(people: Stage) -> None:
    """R4, V2: from signing in, over what is late, to a read that broke the glass marked, without a mouse."""
    served, visits = people
    page = await visits.sign_in("Henrik Dahl")
    await press(page, "link", "Ledelse")
    ours = page.get_by_role("region", name="Overskredet hos os")
    rows = ours.get_by_role("row").filter(has_text="Viggo Lund")
    await expect(rows).to_contain_text(["overskredet med 6 dage", "overskredet med 3 dage"])
    await expect(rows.first).to_contain_text("Indsats uden henvisning")
    await enter(page.get_by_role("navigation", name="Ledelse").get_by_role("link", name="Stikprøver"))
    await expect(page.get_by_role("region", name="Nødadgang")).to_contain_text("Han ringede selv.")
    await enter(page.get_by_role("button", name=re.compile("^I orden")).first)
    await page.wait_for_url("**/stikproever*notifications-1")
    assert served.stand.records.looked == [(1, "in_order")]


async def test_a_manager_confirms_an_erasure_without_javascript(people: Stage) -> None:
    """V3: from the overview to done; without saying that one is sure nothing is sent."""
    served, visits = people
    page = await visits.sign_in("Henrik Dahl", java_script_enabled=False)
    await page.goto(f"{visits.url}/ledelse")
    await page.get_by_role("navigation", name="Ledelse").get_by_role("link", name="Sletning").click()
    await page.get_by_role("listitem").filter(has_text="En leder i").get_by_role("link").click()
    confirmation = f"/citizens/{ERASING}/erasure/confirmation"
    await page.get_by_role("button", name="Slet borgeren for altid").click()
    await expect(page.get_by_role("alert")).to_contain_text("Sæt kryds, når du er sikker")
    visits.complaints.clear()  # the browser reports the 422 that was asked for
    assert confirmation not in {request.url.path for request in served.referral.asked}
    await page.get_by_label("Ja, det er den rigtige borger, og alt skal slettes").check()
    await page.get_by_role("button", name="Slet borgeren for altid").click()
    await expect(page.get_by_text("Borgeren er slettet.")).to_be_visible()
    assert served.referral.first(confirmation).method == "POST"


async def test_on_paper_there_is_what_is_read_and_no_buttons(people: Stage) -> None:
    """People: the plan for a meeting, the year for the council."""
    _, visits = people
    page = await visits.sign_in("Viggo Lund")
    await page.goto(f"{visits.url}/min-plan")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("link", name="Bed om hjælp til noget")).to_be_hidden()
    await expect(page.get_by_role("heading", name="Mine mål")).to_be_visible()
    await page.goto(f"{visits.url}/opslag")
    await expect(page.get_by_text("Nødadgang").first).to_be_visible()
    await expect(page.get_by_role("navigation", name="Hovedmenu")).to_be_hidden()
    page = await visits.sign_in("Henrik Dahl")
    await page.goto(f"{visits.url}/aarsoversigt")
    await page.emulate_media(media="print")
    await expect(
        page.get_by_role("img", name=re.compile("^Søjler: borgere henvist til tilbud i Kraftcenter"))
    ).to_be_visible()
    await expect(page.get_by_role("link", name="Hent som regneark (CSV)")).to_be_hidden()


async def press(page: Page, role: str, name: str) -> None:
    """The first of that name, by keyboard."""
    await enter(page.get_by_role(role, name=name).first)  # type: ignore[arg-type] # a role's name
