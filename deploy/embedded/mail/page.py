"""The mailbox's page, and the same as JSON for tests."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from deploy.embedded.mail.box import SHOWN, Box

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # A link in a mail leads to the pages: they need not be told of the mailbox.
    "Referrer-Policy": "no-referrer",
}
HERE = ZoneInfo("Europe/Copenhagen")


def page(box: Box) -> Starlette:
    """The application: `/` for people, `/messages` for programs, `/healthz`."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters["moment"] = moment
    template = pages.get_template("box.html")

    async def shown(request: Request) -> Response:
        mails = box.latest()
        return HTMLResponse(template.render(mails=mails, more=len(mails) == SHOWN), headers=HEADERS)

    async def messages(request: Request) -> Response:
        return JSONResponse({"items": [asdict(mail) for mail in box.latest()], "next": None})

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/", shown), Route("/messages", messages), Route("/healthz", health)])


def moment(arrived: str) -> str:
    """`22.11.2026 kl. 9.05`, in Danish time."""
    at = datetime.fromisoformat(arrived).astimezone(HERE)
    return f"{at.day}.{at.month}.{at.year} kl. {at.hour}.{at.minute:02}"
