"""The reference pages, `/docs` and `/asyncapi`, with their scripts and styles, so that no outside host is asked.

Neither page can send anything: trying out is off on the one, and the other loads no plugin that could publish.
"""

from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

ASSETS = Path(__file__).parent / "assets"
ASSETS_URL = "/assets/reference"

DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of `/docs`; its renderer sets styles on elements, hence the inline styles."""

ASYNCAPI_POLICY = DOCS_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")
"""The same for `/asyncapi`, whose renderer compiles the specification's schemas at run time and stops if it may not.

Nothing but our own document is ever read by the page.
"""


def docs_page(title: str, *, document: str = "/openapi.json", assets: str = ASSETS_URL) -> str:
    """HTML that shows the OpenAPI document at `document`."""
    return _page(title, document, f"{assets}/swagger-ui/swagger-ui.css", f"{assets}/swagger-ui/swagger-ui-bundle.js",
                 f"{assets}/start-docs.js", assets)  # fmt: skip


def asyncapi_page(title: str, *, document: str = "/asyncapi.json", assets: str = ASSETS_URL) -> str:
    """HTML that shows the AsyncAPI document at `document`."""
    return _page(title, document, f"{assets}/asyncapi/default.min.css", f"{assets}/asyncapi/index.js",
                 f"{assets}/start-asyncapi.js", assets)  # fmt: skip


def add_reference_pages(app: FastAPI, asyncapi: dict[str, Any]) -> None:
    """Serve `/docs`, `/asyncapi`, `/asyncapi.json` and their assets. The app is made with `docs_url=None`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.title), headers={"Content-Security-Policy": DOCS_POLICY})

    @router.get("/asyncapi")
    async def asyncapi_reference() -> HTMLResponse:
        return HTMLResponse(asyncapi_page(app.title), headers={"Content-Security-Policy": ASYNCAPI_POLICY})

    @router.get("/asyncapi.json")
    async def asyncapi_document() -> JSONResponse:
        return JSONResponse(asyncapi)

    app.include_router(router)
    app.mount(ASSETS_URL, StaticFiles(directory=ASSETS), name="reference-assets")


def _page(title: str, document: str, style: str, renderer: str, start: str, assets: str) -> str:
    return f"""<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{escape(assets)}/reference.css">
<link rel="stylesheet" href="{escape(style)}">
</head>
<body>
<div id="reference" data-document="{escape(document)}"></div>
<noscript>Siden viser <a href="{escape(document)}">dokumentet</a> og kræver JavaScript.</noscript>
<script src="{escape(renderer)}"></script>
<script type="module" src="{escape(start)}"></script>
</body>
</html>
"""
