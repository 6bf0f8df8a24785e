"""The mailbox's page, and the same as JSON for tests."""

from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from deploy.embedded.mail.box import Box

HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def page(box: Box) -> Starlette:
    """The application: `/` for people, `/messages` for programs, `/healthz`."""
    template = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("box.html")

    async def shown(request: Request) -> Response:
        return HTMLResponse(template.render(mails=box.latest()), headers=HEADERS)

    async def messages(request: Request) -> Response:
        return JSONResponse({"items": [asdict(mail) for mail in box.latest()], "next": None})

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/", shown), Route("/messages", messages), Route("/healthz", health)])
