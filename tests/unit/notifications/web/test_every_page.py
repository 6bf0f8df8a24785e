"""What holds of every page there is, asked of the routes themselves: a page added tomorrow is held to it, too."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

from services.notifications.web import router
from tests.unit.notifications.web.conftest import Visitor

FOR_ANYBODY = {
    "/viden": "what somebody hands in is nobody's session: its form has a proof of its own",
    "/log-ud/udsteder": "no browser asks: the issuer does, by a token that it has signed",
}
"""Forms that are sent without a session, each with the reason; their own tests are beside them."""
_LIVE = ("/stroem", "/live")
_IDS = {
    "kind": "citizen",
    "app": "svr-app",
    "service": "referral",
    "number": "1",
    "version": "1",
    "name": "x",
    "rest": "x",
}


def _routes(method: str) -> Iterator[str]:
    seen: list[object] = [router]
    while seen:
        found = seen.pop()
        for route in getattr(found, "routes", ()):
            if isinstance(route, APIRoute):
                if method in (route.methods or ()):
                    yield route.path
            elif (inner := getattr(route, "original_router", None) or getattr(route, "router", None)) is not None:
                seen.append(inner)


def _filled(path: str) -> str:
    return re.sub(r"{(\w+)(:path)?}", lambda part: _IDS.get(part[1], str(uuid4())), path)


FORMS, PAGES = sorted(set(_routes("POST"))), sorted(set(_routes("GET")))


def test_the_routes_are_found() -> None:
    """The tests below are about something."""
    assert {"/log-ud", "/viden"} <= set(FORMS)
    assert {"/indbakke", "/log-ind"} <= set(PAGES)


@pytest.mark.parametrize("path", [path for path in FORMS if path not in FOR_ANYBODY])
async def test_no_form_is_taken_without_proof_that_it_was_ours(visitor: Visitor, path: str) -> None:
    """Another site's form, sent by the browser of who is signed in, changes nothing: 403 before what it says is looked
    at; with a proof of another session, too."""
    for who in ("anne", "henrik"):
        visitor.client.cookies.clear()
        await visitor.sign_in(who)
        for sent in ({}, {"bevis": "made.up"}):
            answer = await visitor.post(_filled(path), sent)
            assert answer.status_code == 403, (path, who, answer.status_code)
        assert (await visitor.get("/indbakke")).status_code == 200, "still signed in"


@pytest.mark.parametrize("who", ["anne", "lone", "henrik", "viggo", "ellen", "drift"])
async def test_where_one_can_write_writing_keeps_one_signed_in(visitor: Visitor, who: str) -> None:
    """Expiry: long words are not lost to the clock, whoever writes them; nobody is kept signed in who is not."""
    script = re.compile(r'<script src="/assets/[^"]+/writing\.js" defer></script>')
    assert not script.search((await visitor.get("/viden")).text)
    await visitor.sign_in(who)
    pages = {path: (await visitor.get(_filled(path))).text for path in PAGES if not path.endswith(_LIVE)}
    forms = {path: len(script.findall(page)) for path, page in pages.items() if "<textarea" in page}
    assert "/viden" in forms
    assert set(forms.values()) == {1}, forms


@pytest.mark.parametrize("path", [path for path in PAGES if not path.endswith(_LIVE)])
async def test_every_page_says_what_may_run_on_it(visitor: Visitor, path: str) -> None:
    """Nothing inline and nothing from elsewhere runs, no page is framed, and none is kept: whoever it is for, and
    whether there is anything there."""
    for who in (None, "anne"):
        if who is not None:
            await visitor.sign_in(who)
        answer = await visitor.get(_filled(path))
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        if not path.startswith("/assets/"):
            assert answer.headers["cache-control"] == "no-store", path
