"""Putting the pages on the service's application."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from services.notifications.ports import Acceptance
from services.notifications.web.assets import shipped
from services.notifications.web.cookies import Cookies
from services.notifications.web.door import error_page
from services.notifications.web.elsewhere import Elsewhere
from services.notifications.web.issuer import Issuer
from services.notifications.web.mutes import MutePages
from services.notifications.web.names import Names
from services.notifications.web.overviews import Overviews
from services.notifications.web.pages import Pages
from services.notifications.web.parts import Inside, KnowledgeBox, MarkRead, Operations, Records, Tending, Web
from services.notifications.web.ruling import RulePages
from services.notifications.web.sealing import Sealer
from services.notifications.web.sessions import SessionRows, Sessions
from services.notifications.web.settings import WebSettings
from shared.postgres import Pool

_ISSUER_SECONDS = 10.0


def setup(
    app: FastAPI,
    settings: WebSettings,
    *,
    sessions: Callable[[Pool], SessionRows],
    mark_read: Callable[[FastAPI], MarkRead],
    tending: Callable[[FastAPI], Tending],
    invitations: Callable[[Pool], Acceptance],
    knowledge: Callable[[FastAPI], KnowledgeBox],
    rules: Callable[[FastAPI], RulePages],
    muting: Callable[[FastAPI], MutePages],
    inside: Callable[[FastAPI], Inside],
    records: Callable[[FastAPI], Records],
    operations: Callable[[FastAPI], Operations],
    client: Callable[[], httpx2.AsyncClient] = lambda: httpx2.AsyncClient(timeout=_ISSUER_SECONDS),
) -> None:
    """Makes the pages work once the application starts. To be called before; `router` is included beside.

    `client` makes what issuer and referral are asked with. Taken from `app.state` at the start: `reads`, `pool`,
    `keyring`, `verifier` and `stopping` (an event).
    """
    assets = shipped()
    pages = Pages(settings, assets)
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state, client() as asking:
            sealer, issuer = Sealer(app.state.keyring), Issuer(settings, asking)
            app.state.web = Web(
                settings=settings,
                cookies=Cookies(settings),
                sessions=Sessions(sessions(app.state.pool), sealer, app.state.verifier, issuer),
                sealer=sealer,
                issuer=issuer,
                inbox=app.state.reads,
                records=records(app),
                inside=inside(app),
                mark_read=mark_read(app),
                tending=tending(app),
                invitations=invitations(app.state.pool),
                knowledge=knowledge(app),
                rules=rules(app),
                muting=muting(app),
                operations=operations(app),
                names=Names(settings.referral_url, asking, settings.names_seconds),
                elsewhere=Elsewhere(
                    {"referral": settings.referral_url, "kraftcenter": settings.kraftcenter_url}, asking
                ),
                overviews=Overviews(settings.referral_url, asking),
                pages=pages,
                assets=assets,
                stopping=app.state.stopping.is_set,
                now=lambda: datetime.now(UTC),
            )
            yield state

    app.router.lifespan_context = lifespan
    _pages_for_browsers(app)


def _pages_for_browsers(app: FastAPI) -> None:
    """An address that is none, or that only takes forms, is answered with a page where a person came by; programs are
    answered as before, and so is everybody by the API itself."""
    otherwise: Any = app.exception_handlers[HTTPException]

    async def answer(request: Request, exc: Exception) -> Response:
        nowhere = type(exc) is HTTPException and exc.status_code in (404, 405)
        if nowhere and _wants_a_page(request) and isinstance(exc, HTTPException):
            page = await error_page(request, exc.status_code)
            page.headers.update(exc.headers or {})
            return page
        found: Response = await otherwise(request, exc)
        return found

    app.add_exception_handler(HTTPException, answer)


def _wants_a_page(request: Request) -> bool:
    """Whether HTML is asked for by name, and JSON is not: as every browser does, and no client of an API."""
    accepted = request.headers.get("accept", "").lower()
    return "text/html" in accepted and "json" not in accepted and hasattr(request.app.state, "web")
