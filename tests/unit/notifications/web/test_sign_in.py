"""Signing in, staying signed in, signing out."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from services.notifications.web.cookies import Cookies, safe_return
from services.notifications.web.settings import WebSettings
from tests.unit.notifications.web.conftest import PAGES, Visitor


async def test_who_is_not_signed_in_goes_through_the_issuer_and_ends_where_they_were_going(visitor: Visitor) -> None:
    """Authorization code flow: sign-in leads back to the page that asked for it."""
    page = await visitor.sign_in("anne", at="/indbakke?vis=ulaeste")
    assert str(page.url) == f"{PAGES}/indbakke?vis=ulaeste"
    assert "Anne Kjær" in page.text
    assert "koordinator, Kraftcenter" in page.text


async def test_the_issuer_is_asked_with_pkce_state_and_nonce(visitor: Visitor) -> None:
    """A stolen code is worth nothing without what only this browser's sealed cookie holds."""
    answer = await visitor.get("/log-ind")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))
    cookie = answer.headers["set-cookie"]
    assert asked["nonce"][0] not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_an_answer_with_another_state_signs_nobody_in(visitor: Visitor) -> None:
    """Login CSRF: a link with somebody else's code leads into no session."""
    await visitor.get("/log-ind")
    answer = await visitor.get("/log-ind/svar?code=abc&state=made-up-by-somebody-else")
    assert answer.status_code == 400
    assert "Login lykkedes ikke" in answer.text
    assert not visitor.stand.sessions.rows


async def test_an_answer_cannot_be_used_twice(visitor: Visitor) -> None:
    """The cookie of a sign-in under way is gone with the first answer."""
    pick = await visitor.get("/log-ind", follow_redirects=True)
    back = await visitor.client.post(pick.url, data={"person": "anne"})
    first = await visitor.client.get(back.headers["location"])
    second = await visitor.client.get(back.headers["location"])
    assert (first.status_code, second.status_code) == (303, 400)


async def test_a_made_up_code_is_refused(visitor: Visitor) -> None:
    """The issuer has the last word on a code."""
    asked = parse_qs(urlsplit((await visitor.get("/log-ind")).headers["location"]).query)
    answer = await visitor.get(f"/log-ind/svar?code=made-up&state={asked['state'][0]}")
    assert answer.status_code == 400
    assert not visitor.stand.sessions.rows


async def test_an_answer_from_another_issuer_signs_nobody_in(visitor: Visitor) -> None:
    """Mix-up (RFC 9207): an answer that names who gave it must name ours."""
    pick = await visitor.get("/log-ind", follow_redirects=True)
    back = await visitor.client.post(pick.url, data={"person": "anne"})
    answer = await visitor.client.get(back.headers["location"] + "&iss=https%3A%2F%2Fanother.example")
    assert answer.status_code == 400
    assert not visitor.stand.sessions.rows


async def test_an_identity_token_for_another_attempt_is_refused(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nonce ties the identity token to the browser that asked."""
    from deploy.embedded.issuer.server import Code

    monkeypatch.setattr(Code, "get_nonce", lambda self: "another")
    page = await visitor.sign_in()
    assert "Login lykkedes ikke" in page.text
    assert not visitor.stand.sessions.rows


async def test_what_is_kept_of_a_session_opens_nothing_by_itself(visitor: Visitor) -> None:
    """The store holds a hash and a sealed token: whoever reads the table can be nobody."""
    await visitor.sign_in()
    ((digest, (sealed, _)),) = visitor.stand.sessions.rows.items()
    token = visitor.client.cookies["samspil-8003"]
    assert len(digest) == 32
    assert token.encode() not in digest + sealed
    assert b"eyJ" not in sealed


async def test_a_session_that_ended_asks_for_sign_in_again(visitor: Visitor) -> None:
    """Expiry: the page is not shown, and the way back is kept."""
    await visitor.sign_in()
    rows = visitor.stand.sessions.rows
    for digest, (sealed, _) in rows.items():
        rows[digest] = (sealed, datetime.now(UTC))
    answer = await visitor.get("/indbakke?vis=opgaver")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/log-ind?videre=%2Findbakke%3Fvis%3Dopgaver"


async def test_a_script_is_told_to_sign_in_and_gets_no_page_into_its_list(visitor: Visitor) -> None:
    """A redirect would be followed unseen, and the sign-in page be put in a notice's place."""
    asked = {"hx-request": "true"}
    for answer in (
        await visitor.get("/indbakke", headers=asked),
        await visitor.post(f"/indbakke/{uuid4()}/laest", {}, headers=asked),
    ):
        assert answer.status_code == 204
        assert answer.headers["hx-redirect"].startswith("/log-ind")


async def test_what_was_written_stays_when_the_session_is_over(visitor: Visitor) -> None:
    """Expiry: a script that sends a form gets words beside it; it is not led away from what stands there."""
    asked = {"hx-request": "true", "hx-target": "henvis-told"}
    answer = await visitor.post("/henvisning/ny", {"vis": "1"}, headers=asked)
    assert (answer.status_code, "hx-redirect" in answer.headers) == (200, False)
    assert "Kopiér det, du har skrevet" in answer.text


async def test_who_writes_stays_signed_in(visitor: Visitor) -> None:
    """Expiry: the script that says somebody writes asks by hand, and gets nothing back."""
    assert (await visitor.get("/log-ind/skriver")).status_code == 303
    await visitor.sign_in()
    assert (await visitor.get("/log-ind/skriver")).status_code == 204


async def test_an_address_that_is_none_is_a_page_for_browsers_alone(visitor: Visitor) -> None:
    """Errors: whoever came by a link reads Danish; a program reads a problem, as everywhere (RFC 9457)."""
    html = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path, status, words in (("/findes-ikke", 404, "Siden findes ikke"), ("/borgere/find", 405, "Det kan siden")):
        page = await visitor.get(path, headers=html)
        assert (page.status_code, words in page.text) == (status, True)
        told = await visitor.get(path, headers={"accept": "application/json"})
        assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")


async def test_signing_out_ends_the_session_here_and_at_the_issuer(visitor: Visitor) -> None:
    """A cookie that was copied is worth nothing afterwards."""
    await visitor.sign_in()
    copied = visitor.client.cookies["samspil-8003"]
    page = await visitor.post("/log-ud", {"bevis": await visitor.proof()}, follow_redirects=True)
    assert str(page.url) == f"{PAGES}/log-ud"
    assert "Du er logget ud" in page.text
    visitor.client.cookies.set("samspil-8003", copied, domain="pages.test")
    assert (await visitor.get("/indbakke")).status_code == 303


async def test_the_issuer_is_shown_whose_sign_in_ends(visitor: Visitor) -> None:
    """Without the identity token an issuer asks whether it is meant, and may know no address to lead back to."""
    await visitor.sign_in()
    answer = await visitor.post("/log-ud", {"bevis": await visitor.proof()})
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["post_logout_redirect_uri"] == [f"{PAGES}/log-ud"]
    assert asked["id_token_hint"][0].count(".") == 2


async def test_signing_out_needs_proof_that_the_form_was_ours(visitor: Visitor) -> None:
    """CSRF: another site can sign nobody out."""
    await visitor.sign_in()
    assert (await visitor.post("/log-ud", {"bevis": "made-up"})).status_code == 403
    assert (await visitor.get("/indbakke")).status_code == 200


async def test_signing_in_anew_ends_the_session_before(visitor: Visitor) -> None:
    """Session fixation: what was known before sign-in opens nothing after it."""
    await visitor.sign_in("anne")
    before = visitor.client.cookies["samspil-8003"]
    await visitor.sign_in("mette", at="/log-ind")
    assert visitor.client.cookies["samspil-8003"] != before
    assert len(visitor.stand.sessions.rows) == 1


async def test_a_page_for_the_signed_out_is_not_for_the_signed_in(visitor: Visitor) -> None:
    """Whoever is signed in is never told otherwise."""
    await visitor.sign_in()
    assert (await visitor.get("/log-ud")).headers["location"] == "/indbakke"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/log-ud", "/indbakke@evil.example", "/indbakke/../x",
     "/indbakke?vis=alle\r\nSet-Cookie: a=b", "javascript:alert(1)", "", None],
)  # fmt: skip
def test_sign_in_leads_nowhere_but_to_our_own_pages(target: str | None) -> None:
    """Open redirect: impossible."""
    assert safe_return(target) == "/indbakke"


def test_cookies_are_secure_where_the_pages_are_and_tell_two_stacks_apart_where_not() -> None:
    """`__Host-` needs https; browsers know hosts, not ports."""
    local = Cookies(WebSettings("http://127.0.0.1:8003", "http://i", "c", "s"))
    real = Cookies(WebSettings("https://samspil.example", "https://i", "c", "s"))
    assert local.session == "samspil-8003"
    assert real.session == "__Host-samspil"
    assert real.sign_in("abcdefghij") == "__Host-samspil-log-ind-abcdefgh"


async def test_every_page_forbids_what_is_not_ours(visitor: Visitor) -> None:
    """A strict policy: nothing inline, nothing from elsewhere, kept in no cache."""
    page = await visitor.sign_in()
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page.text)
    assert not re.search(r'(?:src|href)="https?://(?!traces\.test)', page.text)
