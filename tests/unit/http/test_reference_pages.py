"""The reference pages, served without any outside address."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shared.http.reference_pages import ASSETS, add_reference_pages, asyncapi_page, docs_page


@pytest.fixture
def client() -> TestClient:
    app = FastAPI(title="Samspil: <prøve>", docs_url=None, redoc_url=None)
    add_reference_pages(app, {"asyncapi": "3.0.0"})
    return TestClient(app)


@pytest.mark.parametrize("path", ["/docs", "/asyncapi"])
def test_a_page_names_only_its_own_paths_and_each_is_there(client: TestClient, path: str) -> None:
    """Pages work offline: every script, style and document they name is served by the service itself."""
    page = client.get(path)
    assert page.status_code == 200
    named = re.findall(r'(?:src|href|data-document)="([^"]*)"', page.text)
    assert len(named) >= 5
    for url in named:
        assert url == "data:," or url.startswith("/")
        assert url == "data:," or client.get(url).status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/asyncapi"])
def test_a_page_holds_no_script_of_its_own(client: TestClient, path: str) -> None:
    """No inline script, and a policy that lets none in, nor a connection to anybody else."""
    page = client.get(path)
    assert all(script == "" for script in re.findall(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL))
    policy = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'none'"


def test_nothing_can_be_sent_from_a_page() -> None:
    """The one has no methods to try, the other loads no plugin that could publish."""
    assert "supportedSubmitMethods: []" in (ASSETS / "start-docs.js").read_text(encoding="utf-8")
    start = (ASSETS / "start-asyncapi.js").read_text(encoding="utf-8")
    assert not re.search(r"plugins|try", start.split("const element")[1], re.IGNORECASE)


def test_a_title_is_escaped(client: TestClient) -> None:
    """What a page is given is text, never markup."""
    assert "<title>Samspil: &lt;prøve&gt;</title>" in client.get("/docs").text
    assert "&quot;" in docs_page("x", document='/a"b')
    assert "&quot;" in asyncapi_page("x", document='/a"b')


def test_the_document_is_served(client: TestClient) -> None:
    """`/asyncapi.json` is what the page shows; neither page stands in the OpenAPI document."""
    assert client.get("/asyncapi.json").json() == {"asyncapi": "3.0.0"}
    assert client.get("/openapi.json").json()["paths"] == {}


@pytest.mark.parametrize("folder", sorted(p for p in ASSETS.iterdir() if p.is_dir()), ids=lambda p: p.name)
def test_what_others_wrote_has_its_licence(folder: Path) -> None:
    """Vendored files keep their licence, and the list of sources names them."""
    assert (folder / "LICENSE").is_file()
    assert f"| `{folder.name}` |" in (ASSETS / "SOURCES.md").read_text(encoding="utf-8")
