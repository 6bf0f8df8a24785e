"""What somebody wrote is not lost with a session that is over."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from services.notifications import web
from services.notifications.web.written import FREE_TEXT
from tests.unit.notifications.web.conftest import PAGES, Visitor

FROM_HERE = {"origin": PAGES}


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/min-plan/bed-om", "ord"),
        (f"/min-plan/delmaal/{uuid4()}", "ord"),
        ("/paaroerende/stoette", "ord"),
        (f"/henvisning/{uuid4()}/afvis", "afvis-note"),
        (f"/borger/{uuid4()}/maal/naaet", "naaet-citizen_words"),
    ],
    ids=["ask", "sub-goal", "support", "note", "goals"],
)
async def test_a_plain_form_after_the_session_gives_back_what_was_written(
    visitor: Visitor, page: str, field: str
) -> None:
    """Expiry: without a script, or past the eight hours, the words stand there to be copied, and in no address."""
    answer = await visitor.post(page, {field: "Jeg <b>skrev</b> det.", "tilbud": "valgt-tilbud"}, headers=FROM_HERE)
    assert (answer.status_code, "location" in answer.headers) == (403, False)
    assert answer.headers["cache-control"] == "no-store"
    assert "Jeg &lt;b&gt;skrev&lt;/b&gt; det." in answer.text
    assert "valgt-tilbud" not in answer.text
    assert re.search(r'href="/log-ind\?videre=%2Findbakke" target="_blank"', answer.text)


@pytest.mark.parametrize(
    "form", [{}, {"ord": "  "}, {"cpr": "0101700000", "navn": "Aksel"}], ids=["empty", "blank", "cpr"]
)
async def test_without_words_of_ones_own_the_way_leads_to_sign_in(visitor: Visitor, form: dict[str, str]) -> None:
    """Expiry: a CPR number and a name are never shown again."""
    answer = await visitor.post("/henvisning/ny", form, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind?videre=%2Findbakke")


@pytest.mark.parametrize(
    "origin", [{}, {"origin": "https://evil.test"}, {"origin": "null"}], ids=["none", "other", "null"]
)
async def test_another_sites_words_never_stand_on_our_pages(visitor: Visitor, origin: dict[str, str]) -> None:
    """CSRF: a form from elsewhere, without a session and with one."""
    sent = {"ord": "Ring til os.", "bevis": "x"}
    assert (await visitor.post("/min-plan/bed-om", sent, headers=origin)).status_code == 303
    await visitor.sign_in("viggo")
    stale = await visitor.post("/min-plan/bed-om", sent, headers=origin)
    told = await visitor.post("/viden", sent, headers=origin)
    assert [(each.status_code, "Ring til os." in each.text) for each in (stale, told)] == [(403, False), (403, False)]


async def test_a_form_of_an_earlier_session_gives_back_what_was_written(visitor: Visitor) -> None:
    """Expiry: who signed in again elsewhere and then sent the page of before; and who knows something, unsigned-in."""
    await visitor.sign_in("viggo")
    sent = {"ord": "Jeg skrev det.", "bevis": "of another session"}
    stale = await visitor.post("/min-plan/bed-om", sent, headers=FROM_HERE)
    told = await visitor.post("/viden", sent, headers=FROM_HERE)
    assert [(each.status_code, "Jeg skrev det." in each.text) for each in (stale, told)] == [(403, True), (403, True)]


def test_every_field_of_words_is_one_that_is_given_back() -> None:
    """Drift: a new field of free text that nobody thought of would be lost."""
    folder = Path(web.__file__).parent
    templates = "".join(path.read_text() for path in (folder / "templates").rglob("*.html"))
    code = "".join(path.read_text() for path in (folder / "casework").glob("*.py"))
    asked = set(re.findall(r'\bwords\("(\w+)"', templates))
    asked |= set(re.findall(r'Field\(\s*"(\w+)",\s*"[^"]*",\s*"words"', code))
    assert asked == set(FREE_TEXT)
    assert not asked & set(re.findall(r'\b(?:choice|one_of)\("(\w+)"', templates)), (
        "a choice is not given back as words"
    )
