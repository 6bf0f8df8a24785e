"""What was given up, for those who can do something about it (N4)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from services.notifications.api.readers import Reader
from services.notifications.ports import GivenUpList
from shared.http import Page

router = APIRouter(prefix="/deliveries/given-up", tags=["deliveries"])


class GivenUpOut(BaseModel):
    """`why` and `remedy` are Danish sentences, `code` our word for the last try, `department` whose it is to see to."""

    delivery_id: UUID
    channel: str
    recipient_kind: str
    department: str | None
    app: str | None
    event_type: str
    given_up_at: datetime
    attempts: int
    code: str
    why: str
    remedy: str


@router.get("", summary="What was given up")
async def given_up(
    request: Request,
    reader: Reader,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[GivenUpOut]:
    """The latest first: a manager's own department's (the relatives' team's also those to relatives), or all."""
    page = await _list(request).page(reader, cursor=cursor, limit=limit)
    return Page(items=[GivenUpOut(**item._asdict()) for item in page.items], next=page.next)


@router.post("/{delivery_id}/retry", status_code=204, summary="Try it again")
async def retry(request: Request, delivery_id: UUID, reader: Reader) -> None:
    """From now on and for a day, as if it had never been tried; what was withdrawn since is not sent."""
    await _list(request).again(reader, delivery_id)
    request.app.state.wake.ring("deliveries")


def _list(request: Request) -> GivenUpList:
    found: GivenUpList = request.app.state.given_up
    return found
