"""The pages that a problem's `type` leads to."""

import re
from html import escape, unescape

import pytest
from fastapi.testclient import TestClient

from shared.http import PROBLEM_TYPES


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_a_problem_s_type_leads_to_a_page_in_danish(client: TestClient, slug: str) -> None:
    """Interface: `type` is an address of the service itself, so that it can be read without the network."""
    kind = PROBLEM_TYPES[slug]
    answer = client.get(f"/problems/{slug}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<html lang="da">' in answer.text
    assert f"<h1>{escape(kind.title)}</h1>" in answer.text
    assert kind.explanation in unescape(answer.text)
    assert f"/problems/{slug}</code>" in answer.text
    assert f'href="/problems/{slug}"' in client.get("/problems").text


def test_an_unknown_type_is_a_problem_itself(client: TestClient) -> None:
    """Interface: nothing of the address stands in the answer."""
    answer = client.get("/problems/none")
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"
    assert "none" not in answer.text


@pytest.mark.parametrize("path", ["/problems", "/problems/illegal-move"])
def test_a_page_is_styled_by_the_service_itself_and_runs_nothing(client: TestClient, path: str) -> None:
    """Pages work offline: one style sheet of our own, no script, and a policy that lets in no other."""
    page = client.get(path)
    policy = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["style-src"], policy["img-src"]) == ("'none'", "'self'", "data:")
    assert policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.text)
    sheet = client.get(style)
    assert (sheet.status_code, sheet.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "url(" not in sheet.text
    assert all(address.startswith(("/", "data:,")) for address in re.findall(r'(?:src|href)="([^"]*)"', page.text))


@pytest.mark.parametrize(
    ("slug", "words"),
    [("unavailable", "Retry-After"), ("invalid-data", "Nej"), ("internal", "Ja"), ("unauthenticated", "token")],
)
def test_a_page_says_whether_to_send_again(client: TestClient, slug: str, words: str) -> None:
    """Interface: the same report again counts once, so that who is in doubt may; who was refused may not unchanged."""
    answer = re.search(r"sendes igen\?</dt><dd>([^<]+)</dd>", client.get(f"/problems/{slug}").text)
    assert answer is not None
    assert words in answer[1]


def test_a_page_names_every_status_it_comes_with(client: TestClient) -> None:
    """Interface: a rule that is not met is 422, and 403 where it is for somebody else to report."""
    assert "<dd>422, nogle gange 403</dd>" in client.get("/problems/not-allowed").text
    assert "<dd>413</dd>" in client.get("/problems/too-large").text
