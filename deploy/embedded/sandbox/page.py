"""The sandbox's pages and its receiver of webhooks."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.sandbox.board import Board
from deploy.embedded.sandbox.lines import Line
from deploy.embedded.sandbox.webhooks import BadSecret, key_of, line_of
from shared.contracts.display import department_name

HERE = Path(__file__).parent
PAGES_ASSETS = REPOSITORY / "services" / "notifications" / "web" / "assets"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LOOK_EVERY_S = 0.7
MAX_BODY = 256 * 1024
LIVE_SECRETS = 2

Look = Callable[[], Awaitable[None]]
Apps = Callable[[], Mapping[str, str]]


class Sandbox:
    """The pages over one board. `look` brings it up to date with what must be asked for; `apps` is the register."""

    def __init__(self, board: Board, apps: Apps, look: Look, address: str, traces: str | None) -> None:
        self._board = board
        self._apps = apps
        self._look = look
        self._address = address
        self._traces = traces
        self._keys: dict[str, list[bytes]] = {}
        self._numbers = itertools.count(1)
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def application(self, lifespan: Any = None) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.choose),
                Route("/apps/{app}", self.shown),
                Route("/apps/{app}/stream", self.stream),
                Route("/apps/{app}/secret", self.secret, methods=["POST"]),
                Route("/webhooks/{app}", self.receive, methods=["POST"]),
                Route("/healthz", _health),
                Mount("/assets", StaticFiles(directory=PAGES_ASSETS)),
                Mount("/own", StaticFiles(directory=HERE / "assets")),
            ],
            # A name that somebody else points at this machine opens nothing.
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
            lifespan=lifespan,
        )

    async def choose(self, request: Request) -> Response:
        """Which app is meant."""
        apps = [(app, department_name(code)) for app, code in sorted(self._apps().items())]
        return self._html("choose.html", apps=apps)

    async def shown(self, request: Request) -> Response:
        """One app's lines as they are now."""
        app = self._app(request)
        if app is None:
            return self._html("unknown.html", status=404)
        await self._look()
        lines = self._board.lines(app)
        return self._html(
            "app.html",
            app=app,
            lines=lines,
            revision=self._board.revision,
            live=f"/apps/{app}/stream?after={self._board.revision}",
            receiver=f"{self._address}/webhooks/{app}",
            secrets=len(self._keys.get(app, ())),
            bad_secret="forkert" in request.query_params,
        )

    async def stream(self, request: Request) -> Response:
        """The same live: server-sent events `line`, each with the line as it is to stand."""
        app = self._app(request)
        if app is None:
            return PlainTextResponse("", 404)
        given = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(given) if given.isdecimal() and int(given) <= self._board.revision else 0
        return StreamingResponse(self._events(app, after), media_type="text/event-stream", headers=HEADERS)

    async def _events(self, app: str, after: int) -> AsyncIterator[str]:
        yield ": live\n\n"
        while True:
            await self._look()
            for line in reversed(self._board.lines(app, after)):
                yield self._event(line)
            after = self._board.revision
            await self._board.changed(LOOK_EVERY_S)
            yield ":\n\n"  # found out at once when nobody listens any more

    def _event(self, line: Line) -> str:
        html = self._templates.get_template("line.html").render(line=line, traces=self._traces)
        rows = "".join(f"data: {row}\n" for row in html.splitlines())
        return f"id: {line.revision}\nevent: line\n{rows}\n"

    async def secret(self, request: Request) -> Response:
        """Keeps a secret to verify with, in memory; the one before it goes on counting, as while one is changed."""
        app = self._app(request)
        if app is None:
            return PlainTextResponse("", 404)
        sent = (await request.form()).get("secret")
        try:
            key = key_of(sent if isinstance(sent, str) else "")
        except BadSecret:
            return RedirectResponse(f"/apps/{quote(app)}?forkert#webhook", 303)
        keys = self._keys.setdefault(app, [])
        keys[:] = [key, *(other for other in keys if other != key)][:LIVE_SECRETS]
        return RedirectResponse(f"/apps/{quote(app)}#webhook", 303)

    async def receive(self, request: Request) -> Response:
        """Takes a webhook. `?status=500` answers so, for whoever wants to see it tried again."""
        app = self._app(request)
        if app is None:
            return PlainTextResponse("", 404)
        wanted = request.query_params.get("status", "204")
        status = int(wanted) if wanted.isdecimal() and 200 <= int(wanted) <= 599 else 204
        body = await _body(request)
        if body is None:
            return PlainTextResponse("", 413)
        keys = self._keys.get(app, [])
        line = line_of(app, next(self._numbers), request.headers, body, datetime.now(UTC), keys, status)
        self._board.put(line)
        return Response(status_code=status)

    def _app(self, request: Request) -> str | None:
        app = str(request.path_params["app"])
        return app if app in self._apps() else None

    def _html(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        page = self._templates.get_template(name).render(traces=self._traces, **values)
        return HTMLResponse(page, status, headers=HEADERS)


async def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _body(request: Request) -> bytes | None:
    """None where it is longer than any event is."""
    parts: list[bytes] = []
    async for part in request.stream():
        parts.append(part)
        if sum(map(len, parts)) > MAX_BODY:
            return None
    return b"".join(parts)


class OneAtATime:
    """Many who look share one look; one that was going on already is not enough for who came in the middle."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._turn = asyncio.Lock()

    async def __call__(self) -> None:
        async with self._turn:
            await self._look()
