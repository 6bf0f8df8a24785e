"""The inbox as a page: what it says, and in what order."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.notifications.web.assets import Assets
from tests.unit.notifications.web.conftest import PAGES, Visitor
from tests.unit.notifications.web.samples import CITIZEN, a_notice, a_task

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_notice_says_what_happened_what_is_asked_by_when_and_where_its_trace_is(visitor: Visitor) -> None:
    """The page's promise: each notice says what is asked, by when, from whom, and links to its trace."""
    visitor.stand.inbox.notices = [a_task(due=datetime.now(UTC) - timedelta(days=2))]
    page = (await visitor.sign_in()).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "Henvisning oprettet Borger 7a1b2c3d" in words
    assert "Socialpsykiatrien har henvist borgeren til ”Kraftcenter, træning”." in words
    assert "Svar på henvisningen, senest " in words
    assert "overskredet med 2 dage" in words
    assert "Fra Socialpsykiatrien" in words
    assert f'href="http://traces.test/zipkin/traces/{TRACE}"' in page


async def test_what_asks_something_stands_first_and_what_is_due_first_above_it(visitor: Visitor) -> None:
    """What is asked of me first, then news."""
    now = datetime.now(UTC)
    visitor.stand.inbox.notices = [
        a_task("Frist om ni dage.", due=now + timedelta(days=9)),
        a_task("Frist i går.", due=now - timedelta(days=1)),
        a_task("Uden frist.", due=None),
        a_notice(text="Blot nyt."),
    ]
    page = (await visitor.sign_in()).text
    places = [page.index(words) for words in ("Frist i går.", "Frist om ni dage.", "Uden frist.", "Blot nyt.")]
    assert places == sorted(places)


async def test_what_is_read_and_not_answered_is_a_task_still(visitor: Visitor) -> None:
    """Reading is not answering: it stays where it was, overdue where it is, marked read."""
    visitor.stand.inbox.notices = [a_task(due=datetime.now(UTC) - timedelta(days=2), read_by="Henrik Dahl")]
    page = (await visitor.sign_in()).text
    tasks = page[page.index('id="tasks"') : page.index('id="news"')]
    assert "Læst af Henrik Dahl" in tasks
    assert "overskredet med 2 dage" in tasks
    assert "Alt er læst" in page
    assert "Socialpsykiatrien har henvist" not in (await visitor.get("/indbakke?vis=ulaeste")).text


async def test_what_is_answered_is_news_without_a_deadline(visitor: Visitor) -> None:
    """I5: nobody is asked for what is answered, and nothing settled is ever shown as overdue."""
    now = datetime.now(UTC)
    visitor.stand.inbox.notices = [a_task(due=now - timedelta(days=2), settled_at=now)]
    page = (await visitor.sign_in()).text
    tasks, news = page[page.index('id="tasks"') : page.index('id="news"')], page[page.index('id="news"') :]
    assert "Svar på henvisningen" not in tasks
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", news))
    assert re.search(r"Svar på henvisningen Klaret i dag kl\. \d+\.\d\d", words)
    assert "senest" not in words
    assert "overskredet" not in words
    assert "overdue" not in page


async def test_what_reading_settles_says_so_on_its_button(visitor: Visitor) -> None:
    """Where no event answers, whoever reads it takes it on; the button says what pressing it does."""
    notice = a_task(action="Tag stilling til, hvad der nu skal ske for borgeren.", due=None, read_settles=True)
    visitor.stand.inbox.notices = [notice, a_task()]
    page = (await visitor.sign_in()).text
    assert page.count("Markér som klaret") == page.count("Markér som læst") == 1
    form = {"bevis": await visitor.proof()}
    answer = await visitor.post(f"/indbakke/{notice.notice_id}/laest", form, headers={"hx-request": "true"})
    assert "Klaret" in answer.text
    assert "Markér" not in answer.text


async def test_who_read_it_is_named_to_the_team(visitor: Visitor) -> None:
    """A department's notice is the team's: whether it was read, and by whom."""
    visitor.stand.inbox.notices = [a_notice(read_by="Henrik Dahl", created_at=datetime.now(UTC) - timedelta(days=40))]
    page = (await visitor.sign_in()).text
    assert "Læst af Henrik Dahl" in page
    assert "Markér som læst" not in page
    assert "Alt er læst" in page


async def test_whatever_a_notice_holds_is_shown_and_never_run(visitor: Visitor) -> None:
    """Stored script: everything put into the page is escaped, wherever it stands."""
    bad = "<script>alert('x')</script>\"'&"
    visitor.stand.inbox.notices = [
        a_task(bad, action=bad, citizen=None),
        a_notice(f"{bad}.naaet", bad, read_by=bad, trace_id=f'"><img src=x>{bad}'),
    ]
    page = (await visitor.sign_in()).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;alert") >= 6


async def test_the_title_counts_the_unread(visitor: Visitor) -> None:
    """Seen from another tab."""
    visitor.stand.inbox.notices = [a_notice(), a_task(), a_notice(read_by="Anne Kjær")]
    page = (await visitor.sign_in()).text
    assert "<title>(2) Indbakke – Samspil</title>" in page
    assert ">2 ulæste<" in page


async def test_only_the_unread_are_shown_where_that_is_chosen(visitor: Visitor) -> None:
    """The filter is a link and works without a script."""
    visitor.stand.inbox.notices = [a_notice(text="Gammelt.", read_by="Anne Kjær"), a_notice(text="Nyere.")]
    await visitor.sign_in()
    page = (await visitor.get("/indbakke?vis=ulaeste")).text
    assert "Nyere." in page
    assert "Gammelt." not in page
    assert 'aria-current="page">Kun ulæste' in page


async def test_older_notices_are_a_link_away(visitor: Visitor) -> None:
    """Paging works without a script; a later page is not live, as new notices belong on the first."""
    visitor.stand.inbox.notices = [a_notice(text=f"Nummer {number}.") for number in range(30)]
    first = (await visitor.sign_in()).text
    (older,) = re.findall(r'href="([^"]+)">Vis ældre', first)
    second = (await visitor.get(older.replace("&amp;", "&"))).text
    shown = [set(re.findall(r"Nummer (\d+)\.", page)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (25, 5)
    assert not shown[0] & shown[1]
    assert "sse-connect" in first
    assert "sse-connect" not in second


async def test_somebody_elses_notice_is_not_found(visitor: Visitor) -> None:
    """404, where saying "it exists" would tell too much; a page, with a way back."""
    await visitor.sign_in()
    for id_ in (str(uuid4()), "not-an-id"):
        answer = await visitor.post(f"/indbakke/{id_}/laest", {"bevis": await visitor.proof()})
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert "Til indbakken" in answer.text


async def test_the_citizen_reads_own_notices_without_being_told_who_they_are(visitor: Visitor) -> None:
    """Own notices: no pseudonym, no trace, no department as the reader."""
    visitor.stand.inbox.notices = [a_notice(text="Kraftcenter har sagt ja til din henvisning.")]
    page = (await visitor.sign_in("viggo")).text
    heading = page.partition('<h3 class="notice-title"')[2].partition("</h3>")[0]
    assert "Kraftcenter har sagt ja til din henvisning." in heading
    assert "Henvisning accepteret" not in page.partition("</h1>")[2]
    assert 'name="fra"' not in page
    assert 'name="type"' not in page
    assert str(CITIZEN)[:8] not in page
    assert "traces.test" not in page


@pytest.mark.parametrize(
    ("type_", "place"), [("noedadgang.tidslinje", "/stikproever"), ("besked.opgivet", "/ikke-leveret")]
)
async def test_what_a_manager_is_asked_leads_to_where_it_is_seen_to(visitor: Visitor, type_: str, place: str) -> None:
    """V2, N4: a look that broke the glass, and what could not be delivered."""
    visitor.stand.inbox.notices = [a_notice(type_, "Se på det.", action="Se opslaget igennem.")]
    page = (await visitor.sign_in("henrik")).text
    assert f'<a href="{place}">Se opslaget igennem</a>' in page


async def test_operations_have_a_page_of_their_own(visitor: Visitor) -> None:
    """Operations have no inbox: signing in, and every way to the inbox, leads to their page."""
    page = await visitor.sign_in("drift")
    assert (page.status_code, page.url.path) == (200, "/drift")
    assert (await visitor.get("/indbakke")).headers["location"] == "/drift"


async def test_a_fault_of_ours_is_a_page_that_repeats_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error never shows what was sent or what broke."""

    async def broken(*args: object, **more: object) -> None:
        raise LookupError("0101700000")

    await visitor.sign_in()
    monkeypatch.setattr(visitor.stand.inbox, "inbox", broken)
    page = await visitor.get("/indbakke?vis=%3Cb%3E")
    assert page.status_code == 500
    assert "Der skete en fejl hos os" in page.text
    assert "0101700000" not in page.text
    assert "LookupError" not in page.text


async def test_a_view_nobody_knows_is_the_whole_inbox(visitor: Visitor) -> None:
    """Reflected script: what stands in the address is never put on the page unread."""
    await visitor.sign_in()
    page = await visitor.get("/indbakke?vis=%3Cscript%3E")
    assert page.status_code == 200
    assert 'aria-current="page">Alle' in page.text
    assert "<script>" not in page.text


async def test_an_unknown_page_is_a_page(visitor: Visitor) -> None:
    """Nobody who reads Danish pages is shown JSON."""
    answer = await visitor.get("/indbakke/noget/helt/andet")
    assert answer.status_code == 404
    assert "Siden findes ikke" in answer.text


async def test_what_a_page_loads_is_there_and_kept_for_good(visitor: Visitor) -> None:
    """Every file is served under an address that changes with it, and once."""
    visitor.stand.inbox.notices = [a_task()]
    page = (await visitor.sign_in()).text
    loaded = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page))
    assert len(loaded) == 11
    for address in loaded:
        answer = await visitor.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        if answer.headers["content-type"].startswith("text/css"):
            for nested in re.findall(r'url\("([^"]+)"\)', answer.text):
                assert (await visitor.client.get(str(answer.url.join(nested)))).status_code == 200
    assert (await visitor.get("/assets/pages/x/VENDORED.md")).status_code == 404


async def test_a_first_visit_stays_under_100_kb(visitor: Visitor) -> None:
    """Pages that must work on a bad line: everything the first view loads, compressed as it is sent."""
    visitor.stand.inbox.notices = [a_task() for _ in range(10)] + [a_notice() for _ in range(40)]
    page = await visitor.sign_in()
    assert page.headers["content-encoding"] == "gzip"
    names = ["dkfds.css", "samspil.css", "htmx.min.js", "htmx-sse.min.js", "inbox.js", "samspil.svg",
             "fonts/IBMPlexSans-Regular-Latin1.woff2", "fonts/IBMPlexSans-SemiBold-Latin1.woff2"]  # fmt: skip
    assets = Assets()
    sizes = []
    for name in names:
        async with visitor.client.stream("GET", PAGES + assets.url(name)) as answer:
            sizes.append(sum([len(chunk) async for chunk in answer.aiter_raw()]))
    async with visitor.client.stream("GET", f"{PAGES}/indbakke") as answer:
        sizes.append(sum([len(chunk) async for chunk in answer.aiter_raw()]))
    assert sum(sizes) < 100_000
