"""The form for anybody, and the words for those they were matched for."""

import re
from html import unescape
from uuid import uuid4

import httpx2
import pytest

from services.notifications.domain import wording
from services.notifications.domain.knowledge import LONGEST, Said
from services.notifications.web import csrf
from shared.contracts import KnowledgeReceived
from tests.unit.notifications.web.conftest import PAGES, Visitor
from tests.unit.notifications.web.samples import CITIZEN, a_task

WORDS = {"om": "Åge & <b>bror</b>", "ord": "Han sover ikke.\r\n</textarea><script>x</script>", "kontakt": "Ida"}
SAID = Said("Åge & <b>bror</b>", "Han sover ikke.\n</textarea><script>x</script>", "Ida")


async def sent(visitor: Visitor, **fields: str) -> httpx2.Response:
    """From the form, as a browser without a script sends it."""
    page = (await visitor.get("/viden")).text
    found = re.search(r'name="bevis" value="([^"]+)"', page)
    assert found is not None
    return await visitor.post("/viden", {**WORDS, "bevis": found[1], **fields})


async def test_who_is_signed_in_keeps_their_menu(visitor: Visitor) -> None:
    """P4: a relative finds the way back from the form and from the thanks; anybody else still has it."""
    for path in ("/viden", "/viden/tak"):
        assert 'href="/paaroerende"' not in (await visitor.get(path)).text
    await visitor.sign_in("ellen")
    for path in ("/viden", "/viden/tak"):
        assert 'href="/paaroerende"' in (await visitor.get(path)).text


async def test_anybody_hands_in_without_signing_in(visitor: Visitor) -> None:
    """P4: no sign-in, no script, the words as they were written; the page of thanks is the same for everybody."""
    thanks = []
    for om in ("Åge & <b>bror</b>", "Viggo Lund", str(CITIZEN)):
        answer = await sent(visitor, om=om)
        assert (answer.status_code, answer.headers["location"]) == (303, "/viden/tak")
        thanks.append((await visitor.get("/viden/tak")).text)
    assert visitor.stand.knowledge.said[0] == SAID
    assert len(visitor.stand.knowledge.said) == 3
    assert len(set(thanks)) == 1
    assert "Tak, det er modtaget" in thanks[0]


async def test_the_contact_may_be_left_out(visitor: Visitor) -> None:
    """P4: who does not wish to be reached need not."""
    assert (await sent(visitor, kontakt="  ")).status_code == 303
    assert visitor.stand.knowledge.said[0].contact is None


async def test_the_form_needs_no_script_and_loads_nothing_from_elsewhere(visitor: Visitor) -> None:
    """Pages work offline and without JavaScript."""
    page = await visitor.get("/viden")
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for address in re.findall(r'(?:src|href)="([^"#]+)"', page.text):
        assert address.startswith("/")


async def test_another_site_cannot_send_the_form(visitor: Visitor) -> None:
    """CSRF: without the cookie, or with one that is none of ours, for which anybody can make the proof, or with
    another's proof, nothing is kept, and nothing of it stands on the page."""
    await visitor.get("/viden")
    (cookie,) = visitor.client.cookies
    for token in ("", "made-up", "x" * 42):
        visitor.client.cookies.clear()
        if token:
            visitor.client.cookies.set(cookie, token, domain="pages.test")
        for om in (WORDS["om"], ""):
            answer = await visitor.post("/viden", {**WORDS, "om": om, "bevis": csrf.form_proof(token)})
            assert answer.status_code == 403
            assert "Åge" not in answer.text
            assert "sover ikke" not in answer.text
    visitor.client.cookies.clear()
    await visitor.get("/viden")
    for bevis in ("", "made.up"):
        answer = await visitor.post("/viden", {**WORDS, "bevis": bevis})
        assert answer.status_code == 403
        assert "Åge" not in answer.text
    visitor.client.cookies.clear()
    page = (await visitor.get("/viden")).text
    proof = re.search(r'name="bevis" value="([^"]+)"', page)
    assert proof is not None
    visitor.client.cookies.clear()
    assert (await visitor.post("/viden", {**WORDS, "bevis": proof[1]})).status_code == 403
    assert visitor.stand.knowledge.said == []


async def test_the_cookie_of_the_form_is_closed_to_scripts_and_other_sites(visitor: Visitor) -> None:
    """CSRF: HttpOnly and SameSite, as all our cookies."""
    cookie = (await visitor.get("/viden")).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("om", " ", "Skriv, hvem det handler om."),
        ("ord", "", "Skriv det, du vil fortælle."),
        ("om", "x" * (LONGEST["about"] + 1), "Der er plads til 1.000 tegn. Du har skrevet 1.001."),
        ("ord", "x\r\n" * 5_000 + "x", "Der er plads til 10.000 tegn. Du har skrevet 10.001."),
        ("kontakt", "x" * (LONGEST["contact"] + 1), "Der er plads til 400 tegn. Du har skrevet 401."),
    ],
    ids=["om", "ord", "langt om", "lange ord", "lang kontakt"],
)
async def test_what_is_wrong_stands_beside_what_was_written(
    visitor: Visitor, field: str, text: str, fault: str
) -> None:
    """People: nothing has to be written again; every word is escaped; a line's end counts once."""
    answer = await sent(visitor, **{field: text})
    assert answer.status_code == 422
    assert answer.text.count(fault) == 1
    assert "<title>Fejl: " in answer.text
    assert f'aria-describedby="{field}-hint {field}-error" aria-invalid="true"' in answer.text
    assert "<b>bror" not in answer.text
    assert "<script" not in answer.text
    if field != "ord":
        textarea = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
        assert textarea is not None
        assert unescape(textarea[1]) == SAID.words
    assert visitor.stand.knowledge.said == []


async def test_every_page_says_what_the_citizen_can_see(visitor: Visitor) -> None:
    """P4, V1: the citizen's timeline shows that knowledge was given and none of the words; nobody is told otherwise."""
    said = "kan i Samspil se, at en pårørende har delt viden, men ikke, hvad der står."
    id_ = visitor.stand.knowledge.lay(SAID, CITIZEN)
    await visitor.sign_in()
    for page in ("/viden", "/viden/tak", f"/viden/{id_}"):
        assert said in (await visitor.get(page)).text
    assert wording.text(KnowledgeReceived(knowledge_id=id_), "citizen").startswith("En pårørende har delt viden")


async def test_who_comes_too_often_keeps_the_words(visitor: Visitor) -> None:
    """Interface: 429 with Retry-After; the form stands filled in, to be sent again."""
    visitor.stand.knowledge.full = True
    answer = await sent(visitor)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert "Vent et minut" in answer.text
    assert "Han sover ikke." in answer.text


async def test_the_words_are_shown_to_a_coordinator_they_are_for(visitor: Visitor) -> None:
    """P4: signed in, matched, escaped; and who read it is known to the team."""
    id_ = visitor.stand.knowledge.lay(SAID, CITIZEN)
    answer = await visitor.get(f"/viden/{id_}")
    assert answer.headers["location"] == f"/log-ind?videre=%2Fviden%2F{id_}"
    page = await visitor.sign_in(at=f"/viden/{id_}")
    assert str(page.url) == f"{PAGES}/viden/{id_}"
    assert unescape(page.text).count(SAID.words) == 1
    assert "<b>bror" not in page.text
    assert "<script>" not in page.text
    assert visitor.stand.knowledge.readers == ["Anne Kjær"]


@pytest.mark.parametrize("username", ["henrik", "karen", "lone", "viggo"])
async def test_everybody_else_finds_nothing(visitor: Visitor, username: str) -> None:
    """P4: a manager, another department, the relatives' team and the citizen: it is not there."""
    id_ = visitor.stand.knowledge.lay(SAID, CITIZEN)
    answer = await visitor.sign_in(username, at=f"/viden/{id_}")
    assert answer.status_code == 404
    assert "sover ikke" not in answer.text


async def test_what_is_no_id_is_not_there(visitor: Visitor) -> None:
    """People: a mistyped address is a page that says so."""
    await visitor.sign_in()
    for path in ("/viden/findes-ikke", f"/viden/{uuid4()}"):
        assert (await visitor.get(path)).status_code == 404


async def test_a_notice_leads_to_the_words(visitor: Visitor) -> None:
    """P4: what asks to be read is one press away."""
    id_ = visitor.stand.knowledge.lay(SAID, CITIZEN)
    visitor.stand.inbox.notices = [a_task("En pårørende har delt viden.", due=None, knowledge_id=id_), a_task()]
    page = (await visitor.sign_in()).text
    assert re.findall(r'href="(/viden/[^"]+)"', page) == [f"/viden/{id_}"]
