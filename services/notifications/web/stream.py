"""The inbox, live: each new notice as a piece of the page, over server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from services.notifications.web.cards import cards_for
from services.notifications.web.cookies import HOME
from services.notifications.web.csrf import form_proof
from services.notifications.web.door import PageRoute
from services.notifications.web.filters import Filters
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.identity import IssuerUnavailable
from shared.postgres import is_infrastructure

router = APIRouter(route_class=PageRoute, include_in_schema=False)

STILL_SIGNED_IN_SECONDS = 20.0
_RETRY_MILLISECONDS = 1000
_LONGEST_POSITION = 10_000


@router.get(HOME + "/stroem", response_class=EventSourceResponse)
async def stream(
    request: Request,
    efter: Annotated[str, Query(max_length=_LONGEST_POSITION)] = "",
    last_event_id: Annotated[str | None, Header(max_length=_LONGEST_POSITION)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Events `task` and `news`, and `changed` for what became of others meanwhile, each with a position to go on from;
    `expired` as the last when nobody is signed in. What the page leaves out (`Filters`) comes as `changed`, for the
    count of what is unread, and to be taken off the page."""
    web = Web.of(request)
    session = await web.session(request, by_hand=False)
    filters = Filters.read(request.query_params)
    if session is not None:
        yield ServerSentEvent(comment="forbundet", retry=_RETRY_MILLISECONDS)
        async for event in _notices(web, session, filters, last_event_id or efter):
            yield event
    if not web.stopping() and (session is None or await _still(web, session) is None):
        yield ServerSentEvent(event="expired", raw_data=web.pages.part("expired.html"))


async def _notices(web: Web, session: Session, filters: Filters, after: str) -> AsyncIterator[ServerSentEvent]:
    reader = session.actor.reporter()
    # What was read meanwhile stays where it is until the page is opened again, also among the unread.
    stays = replace(filters.wanted, unread=False)
    ended = False

    async def watch() -> None:
        nonlocal ended, session
        # Signing out in another tab, or the issuer's withdrawal, ends this stream too.
        while not ended:
            await asyncio.sleep(STILL_SIGNED_IN_SECONDS)
            now = await _still(web, session)
            # The access token that names are read with lives shorter than a page stays open.
            ended, session = now is None, now or session

    watching = asyncio.create_task(watch())
    try:
        async for notice in web.inbox.live(
            reader, after, lambda: ended or web.stopping(), changes=True, muted=stays.muted
        ):
            shown = stays.takes(notice, reader.name, web.now())
            card = (await cards_for(web, session, [notice])).of(notice)
            changed = notice.changed or not shown
            html = web.pages.part(
                "arrived.html",
                card=card,
                shown=shown,
                unread=await web.inbox.unread(reader),
                proof=form_proof(session.token),
                back=filters.address(),
                fresh=not notice.changed,
            )
            yield ServerSentEvent(event="changed" if changed else card.kind, raw_data=html, id=notice.position)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _still(web: Web, session: Session) -> Session | None:
    """The session as it is now, None where it ended; while that cannot be found out, it goes on."""
    if session.ends_at <= web.now():
        return None
    try:
        return await web.sessions.find(session.token, by_hand=False)
    except Exception as error:
        if not (isinstance(error, IssuerUnavailable) or is_infrastructure(error)):
            raise
        return session
