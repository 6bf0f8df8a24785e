"""A person's inbox: listed, live, and read."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from services.notifications import handlers
from services.notifications.api.readers import Person, Reading
from services.notifications.domain.wanted import Wanted
from shared.http import Page

router = APIRouter(tags=["inbox"])


class NoticeOut(BaseModel):
    """One notice. A department's is the team's: `read_by` names the colleague who took it.

    `snoozed_until` is when it comes back, `holder_name` whose it is, `answers_to` who a word about it goes to (a
    department's code, or "citizen"; null: nobody). `words` are those sent or, of an acknowledgement told, received.
    """

    notice_id: UUID
    event_id: UUID
    event_type: str
    citizen_id: UUID | None
    text: str
    action: str | None
    due: datetime | None
    created_at: datetime
    read_at: datetime | None
    read_by: str | None
    trace_id: str | None
    snoozed_until: datetime | None
    snoozed_by: str | None
    holder_name: str | None
    handed_by: str | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    answers_to: str | None
    words: str | None


def _wanted(
    unread: bool = False,
    citizen_id: UUID | None = None,
    department: Annotated[str | None, Query(max_length=100, description="Who sent it")] = None,
    event_type: Annotated[str | None, Query(max_length=100)] = None,
    overdue: bool = False,
    mine: bool = False,
    snoozed: Annotated[bool, Query(description="Those put off alone; else they are left out")] = False,
    muted: Annotated[bool, Query(description="What one has muted, too")] = False,
) -> Wanted:
    return Wanted(unread, citizen_id, department, event_type, overdue, mine, snoozed, muted)


async def _start(
    person: Person,
    reads: Reading,
    last_event_id: Annotated[str | None, Header(description="Where the stream goes on")] = None,
    after: Annotated[str | None, Query(description="As Last-Event-ID, from a listing")] = None,
) -> str:
    """Found before the answer begins: what is told from the moment the stream is open must not be missed."""
    return last_event_id or after or await reads.position(person.reporter())


@router.get("/inbox", summary="Notices, newest first")
async def inbox(
    response: Response,
    person: Person,
    reads: Reading,
    wanted: Annotated[Wanted, Depends(_wanted)],
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[NoticeOut]:
    """To oneself and to one's department and role. The header `Last-Event-ID` is where a stream goes on from here."""
    page = await reads.inbox(person.reporter(), wanted=wanted, cursor=cursor, limit=limit)
    response.headers["Last-Event-ID"] = page.position
    return Page(items=[NoticeOut(**asdict(item)) for item in page.items], next=page.next)


@router.get("/inbox/stream", summary="Notices as they come", response_class=EventSourceResponse)
async def stream(
    request: Request, person: Person, reads: Reading, start: Annotated[str, Depends(_start)]
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events `notice`, from now or from where `Last-Event-ID` says; nothing is lost in between."""
    async for notice in reads.live(person.reporter(), start, request.app.state.stopping.is_set):
        yield ServerSentEvent(event="notice", id=notice.position, data=NoticeOut(**asdict(notice)))


@router.post("/inbox/{notice_id}/read", status_code=204, summary="A notice has been read")
async def read(request: Request, notice_id: UUID, person: Person, reads: Reading) -> None:
    """The first reader counts. Again: 204."""
    name = person.name or person.subject
    await handlers.read_notice(person.reporter(), name, notice_id, reads, request.app.state.decisions)
