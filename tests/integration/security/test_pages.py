"""What stands around every page: headers that let nothing else in, and forms that only a page of ours can send."""

import re
from collections.abc import Sequence
from uuid import uuid4

import httpx2

from tests.integration.driver import Driver
from tests.integration.security.browsing import browser
from tests.integration.security.routes import address, routes

WHO = ("anne", "henrik", "lone", "viggo", "ellen", "drift", None)
_KNOWN = {"service": "notifications"}


async def test_every_page_lets_nothing_else_in(driver: Driver) -> None:
    """OWASP (misconfiguration): whoever asks for whatever page, found or not: a strict policy, no cache, no frame."""
    wrong: list[str] = []
    for who in WHO:
        async with browser(driver.endpoints["notifications"], who) as page:
            for route in routes("GET"):
                answer = await page.get(address(route, _KNOWN, str(uuid4())))
                wrong += [f"{who} {route.path}: {fault}" for fault in _faults(answer)]
    assert wrong == []


def test_the_check_sees_a_header_that_is_missing() -> None:
    """OWASP: the check above can fail: a page as a framework would send it has every fault."""
    bare = httpx2.Response(200, text="<script>1</script>", headers={"content-type": "text/html"})
    assert _faults(bare) == ["policy", "cache", "sniffing", "referrer", "inline"]


def _faults(answer: httpx2.Response) -> Sequence[str]:
    policy = answer.headers.get("content-security-policy", "")
    kept = answer.headers.get("cache-control", "")
    faults = {
        "policy": "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy,
        "cache": "no-store" in kept,
        "sniffing": answer.headers.get("x-content-type-options") == "nosniff",
        "referrer": answer.headers.get("referrer-policy") in ("same-origin", "no-referrer"),
        "inline": not re.search(r"<script(?![^>]*\ssrc=)|<style|<[^<>]*\s(?:style|on\w+)=", answer.text),
    }
    return [name for name, well in faults.items() if not well]


async def test_no_form_of_another_site_does_anything(driver: Driver) -> None:
    """OWASP (CSRF): every address that changes something, sent by everybody without a proof, with one that was made up
    and with a colleague's: refused, or to be signed in to."""
    done: list[str] = []
    at = driver.endpoints["notifications"]
    async with browser(at, "mette") as colleague:
        others = await colleague.proof("/indbakke")
    for who in WHO:
        async with browser(at, who) as page:
            for route in routes("POST"):
                path = address(route, _KNOWN, str(uuid4()))
                for proof in ({}, {"bevis": "x.y"}, {"bevis": others}):
                    answer = await page.post(path, **proof)
                    to_sign_in = who is None and answer.headers.get("location", "").startswith("/log-ind")
                    signed_out = who is None and route.path == "/log-ud"
                    # The issuer's own, which proves itself by its signature: as the specification says no.
                    unsigned = route.path == "/log-ud/udsteder" and answer.status_code == 400
                    if answer.status_code != 403 and not (to_sign_in or signed_out or unsigned):
                        done.append(f"{who} {route.path} {proof}: {answer.status_code}")
    assert done == []
