"""The live inbox: pieces of page, with a place to go on from."""

import asyncio
import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import Request
from fastapi.sse import ServerSentEvent

from services.notifications.web import stream as streaming
from shared.contracts import SubGoalReached
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.samples import a_notice, a_task


async def _opened(
    visitor: Visitor, after: str, last_event_id: str | None = None, asked: dict[str, str] | None = None
) -> AsyncIterator[ServerSentEvent]:
    """The route's own generator: over the test's transport an answer would only be seen when it has ended."""
    request = cast(
        "Request", SimpleNamespace(app=visitor.app, cookies=dict(visitor.client.cookies), query_params=asked or {})
    )
    return streaming.stream(request, after, last_event_id)


async def _next(events: AsyncIterator[ServerSentEvent]) -> ServerSentEvent:
    async with asyncio.timeout(5):
        while True:
            event = await anext(events)
            if event.event is not None:
                return event


async def test_a_new_notice_comes_as_a_piece_of_the_page_in_its_own_list(visitor: Visitor) -> None:
    """Live: what asks something goes to the tasks, everything else to the news; forms in it are good."""
    await visitor.sign_in()
    events = await _opened(visitor, "0")
    visitor.stand.inbox.arrive(a_task())
    visitor.stand.inbox.arrive(a_notice())
    first, second = await _next(events), await _next(events)
    assert (first.event, second.event) == ("task", "news")
    assert first.raw_data is not None
    assert re.match(
        r'\s*<li id="besked-[0-9a-f-]{36}" data-at="[^"]+" data-list="tasks" data-unread="2">', first.raw_data
    )
    assert 'name="bevis"' in first.raw_data
    await cast("Any", events).aclose()


async def test_what_was_read_or_settled_comes_again_as_it_stands(visitor: Visitor) -> None:
    """Live: a colleague's reading and an answer change the card on open pages; the second moves it to the news."""
    await visitor.sign_in()
    task = a_task()
    visitor.stand.inbox.arrive(task)
    events = await _opened(visitor, "0")
    assert (await _next(events)).event == "task"
    visitor.stand.inbox.change(task.notice_id, read_at=task.created_at, read_by="Henrik Dahl")
    read = await _next(events)
    visitor.stand.inbox.change(task.notice_id, settled_at=task.created_at)
    settled = await _next(events)
    assert (read.event, settled.event) == ("changed", "changed")
    assert 'data-list="tasks"' in (read.raw_data or "")
    assert "Læst af Henrik Dahl" in (read.raw_data or "")
    assert ">Ny<" not in (read.raw_data or "")
    assert 'data-list="news"' in (settled.raw_data or "")
    assert "Klaret" in (settled.raw_data or "")
    await cast("Any", events).aclose()


@pytest.mark.parametrize(("asked", "first"), [({}, "task"), ({"skjulte": "1"}, "news")])
async def test_what_is_muted_comes_to_a_page_that_shows_it(visitor: Visitor, asked: dict[str, str], first: str) -> None:
    """I3: live as listed: the news that is hidden elsewhere arrives where the muted are shown, too."""
    await visitor.sign_in()
    visitor.stand.inbox.muted = frozenset({SubGoalReached.type})
    events = await _opened(visitor, "0", asked=asked)
    visitor.stand.inbox.arrive(a_notice("delmaal.naaet", "Et delmål er nået."))
    visitor.stand.inbox.arrive(a_task())
    assert (await _next(events)).event == first
    await cast("Any", events).aclose()


async def test_a_stream_that_broke_goes_on_where_it_was(visitor: Visitor) -> None:
    """Resumable: `Last-Event-ID` counts before the page's own position; nothing is lost or sent twice."""
    await visitor.sign_in()
    for _ in range(3):
        visitor.stand.inbox.arrive(a_notice())
    events = await _opened(visitor, "0", "2")
    event = await _next(events)
    assert event.id == "3"
    assert str(visitor.stand.inbox.notices[2].notice_id) in (event.raw_data or "")
    await cast("Any", events).aclose()


async def test_a_stream_ends_when_the_service_does(visitor: Visitor) -> None:
    """An open stream must not keep the process from stopping; and the reader is not told to sign in."""
    await visitor.sign_in()
    events = await _opened(visitor, "0")
    await anext(events)
    visitor.app.state.stopping.set()
    async with asyncio.timeout(5):
        assert [event.event async for event in events] == []


async def test_nobody_signed_in_is_told_so_once(visitor: Visitor) -> None:
    """The browser's script would otherwise ask again for ever."""
    events = await _opened(visitor, "0")
    (event,) = [event async for event in events]
    assert event.event == "expired"
    assert "log-ind" in (event.raw_data or "")


async def test_signing_out_elsewhere_ends_the_stream(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that was revoked reads nothing more, also not over what was open before."""
    monkeypatch.setattr(streaming, "STILL_SIGNED_IN_SECONDS", 0.05)
    await visitor.sign_in()
    events = await _opened(visitor, "0")
    await anext(events)
    visitor.stand.sessions.rows.clear()
    async with asyncio.timeout(5):
        assert [event.event async for event in events] == ["expired"]
