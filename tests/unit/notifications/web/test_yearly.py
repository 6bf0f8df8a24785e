"""The page with a year's figures: read at referral as the manager who is signed in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.unit.notifications.web.conftest import PAGES, Visitor

LAST = datetime.now(UTC).year - 1
TRAINING = {"department": "kraftcenter", "offer": "kraftcenter-traening"}
GUIDANCE = {"department": "paaroerende", "offer": "paaroerende-vejledning"}
Answer = Callable[[httpx2.Request], httpx2.Response]


def says(*lines: dict[str, Any], status: int = 200) -> tuple[Answer, list[httpx2.Request]]:
    """A referral service that has these lines for any year, and what it was asked."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        if request.url.path.endswith(".csv"):
            return httpx2.Response(status, content="Afdeling;Tilbud\r\n".encode("utf-8-sig"))
        body = {"year": 1, "made_at": f"{LAST + 1}-01-05T09:00:00Z", "lines": lines, "detail": "Året er ikke slut."}
        return httpx2.Response(status, json=body)

    return answer, asked


async def test_a_manager_reads_last_year_by_department(visitor: Visitor) -> None:
    """V4: a table for each department, with rounded numbers as such, small ones as small, and themes in Danish."""
    visitor.stand.referral, asked = says(
        {**TRAINING, "at_least": 15, "themes": ["relationer", "sundhed"]}, {**GUIDANCE, "at_least": None, "themes": []}
    )
    page = await visitor.sign_in("henrik", at="/aarsoversigt")
    assert str(page.url) == f"{PAGES}/aarsoversigt"
    assert f"<h1>Årsoversigt {LAST}</h1>" in page.text
    assert "Borgere, der kom uden henvisning, er ikke talt med" in page.text
    assert page.text.count("<table") == 2
    assert "<h2>Kraftcenter</h2>" in page.text
    assert "<td>mindst 15</td><td>Relationer, Sundhed</td>" in page.text
    assert "<td>under 5</td><td>–</td>" in page.text
    (request,) = asked
    assert request.url.path == f"/overviews/{LAST}"
    assert request.headers["authorization"].startswith("Bearer ey")


async def test_other_years_are_a_link_away(visitor: Visitor) -> None:
    """V4: any year that is over can be chosen; sign-in leads back to the year asked for."""
    visitor.stand.referral, asked = says({**TRAINING, "at_least": 5, "themes": []})
    page = await visitor.sign_in("henrik", at=f"/aarsoversigt?aar={LAST - 2}")
    assert str(page.url) == f"{PAGES}/aarsoversigt?aar={LAST - 2}"
    assert asked[-1].url.path == f"/overviews/{LAST - 2}"
    for year in (LAST - 3, LAST - 1):
        assert f'href="/aarsoversigt?aar={year}">{year}</a>' in page.text
    assert 'href="/aarsoversigt">Seneste år</a>' in page.text
    assert f"aar={LAST + 1}" not in (await visitor.get("/aarsoversigt")).text


async def test_the_file_comes_through_the_page(visitor: Visitor) -> None:
    """V4: a browser has no token for referral: the link is the page's own, and the file comes as referral made it."""
    visitor.stand.referral, asked = says({**TRAINING, "at_least": 5, "themes": []})
    page = await visitor.sign_in("henrik", at="/aarsoversigt")
    assert f'href="/aarsoversigt.csv?aar={LAST}"' in page.text
    file = await visitor.get(f"/aarsoversigt.csv?aar={LAST}")
    assert file.content == "Afdeling;Tilbud\r\n".encode("utf-8-sig")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"samspil-aarsoversigt-{LAST}.csv" in file.headers["content-disposition"]
    assert asked[-1].url.path == f"/overviews/{LAST}.csv"


async def test_a_year_without_figures_says_what_to_do(visitor: Visitor) -> None:
    """People: an empty page is no riddle."""
    visitor.stand.referral, _ = says({**TRAINING, "at_least": None, "themes": []})
    page = await visitor.sign_in("henrik", at="/aarsoversigt")
    assert "<table" not in page.text
    assert "Vælg et andet år" in page.text
    assert "regneark" not in page.text


@pytest.mark.parametrize("status", [404, 422])
async def test_what_referral_refuses_is_said_in_its_words(visitor: Visitor, status: int) -> None:
    """V4: a year that cannot be told is explained, on the page, with a way to one that can."""
    visitor.stand.referral, _ = says(status=status)
    await visitor.sign_in("henrik")
    page = await visitor.get(f"/aarsoversigt?aar={LAST + 1}")
    assert (page.status_code, "Året er ikke slut." in page.text) == (status, True)
    assert "Seneste år" in page.text


@pytest.mark.parametrize("body", [{}, {"lines": [{}], "made_at": "x"}, {"lines": None}, [], {"detail": 3}])
async def test_the_page_survives_without_referral(visitor: Visitor, body: Any) -> None:
    """A page may read another service's API with the person's own token, and survives without."""
    await visitor.sign_in("henrik")
    for status in (200, 500, 503):
        visitor.stand.referral = lambda request, status=status: httpx2.Response(status, json=body)  # type: ignore[misc]
        page = await visitor.get("/aarsoversigt")
        assert (page.status_code, "Tallene kan ikke hentes lige nu" in page.text) == (503, True)

    def gone(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("away")

    visitor.stand.referral = gone
    assert (await visitor.get("/aarsoversigt")).status_code == 503
    file = await visitor.get(f"/aarsoversigt.csv?aar={LAST}")
    assert (file.status_code, "Tallene kan ikke hentes lige nu" in file.text) == (503, True)


@pytest.mark.parametrize("username", ["anne", "viggo", "drift"])
async def test_only_managers_see_the_way_there(visitor: Visitor, username: str) -> None:
    """V4: the page and its link are for managers; anybody else is told so, and referral is not asked."""
    visitor.stand.referral, asked = says()
    await visitor.sign_in(username)
    for path in ("/aarsoversigt", f"/aarsoversigt.csv?aar={LAST}"):
        page = await visitor.get(path)
        assert page.status_code == 403
        assert 'href="/aarsoversigt"' not in page.text
    assert not [request for request in asked if "overviews" in request.url.path]


async def test_a_manager_has_the_link_on_every_page_of_theirs(visitor: Visitor) -> None:
    """V4: the way from the manager's other pages to the figures."""
    assert '<a href="/aarsoversigt">Årsoversigt</a>' in (await visitor.sign_in("henrik", at="/regler")).text


@pytest.mark.parametrize("query", ["?aar=ifjor", "?aar=0", "?aar=20250"])
async def test_what_is_no_year_is_answered_as_a_page(visitor: Visitor, query: str) -> None:
    """People: whatever stands in the address, the answer is a page that can be read."""
    await visitor.sign_in("henrik")
    page = await visitor.get(f"/aarsoversigt{query}")
    assert (page.status_code, "Det kunne vi ikke forstå" in page.text) == (400, True)


async def test_the_figures_are_drawn_as_well_as_told(visitor: Visitor) -> None:
    """V4: bars of one scale for all departments, with the table's very words; what is not told has no length."""
    traened = {**TRAINING, "at_least": 20, "themes": []}
    helped: dict[str, Any] = {
        "department": "kraftcenter",
        "offer": "kraftcenter-hjaelp",
        "at_least": None,
        "themes": [],
    }
    visitor.stand.referral, _ = says(traened, helped, {**GUIDANCE, "at_least": 5, "themes": []})
    page = await visitor.sign_in("henrik", at="/aarsoversigt")
    assert page.text.count('<svg class="chart"') == 2
    assert 'width="100.0%"' in page.text
    assert 'width="25.0%"' in page.text
    assert page.text.count('class="bar"') == 2
    assert "Kraftcenter, hjælp: under 5." in page.text
    assert "style=" not in page.text
