"""Deliveries and loops as operations follow them: what, when and why not, and never about whom."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from services.notifications.ports import Operating
from shared.http import Page, Problem
from shared.identity import require

router = APIRouter(tags=["operations"], dependencies=[Depends(require("operator"))])


class ReceiverOut(BaseModel):
    """`lane` is `app:<name>` or a channel; ages in seconds; `given_up` in the last three days, null for a channel."""

    lane: str
    circuit: Literal["closed", "open", "half_open"]
    open_until: datetime | None
    failures: int
    queued: int
    oldest: float
    given_up: int | None
    disabled_at: datetime | None


class StepOut(BaseModel):
    """`registered` is when it was decided, `told` when the first notice of it was written."""

    event_id: UUID
    event_type: str
    service: str
    time: datetime
    registered: datetime
    told: datetime | None
    trace_id: str | None


async def _operating(request: Request) -> Operating:
    operating: Operating = request.app.state.operating
    return operating


_Operating = Annotated[Operating, Depends(_operating)]


@router.get("/deliveries", summary="How each receiver does")
async def receivers(operating: _Operating) -> Page[ReceiverOut]:
    """Apps with webhooks and channels, by name."""
    return Page(items=[ReceiverOut(**asdict(receiver)) for receiver in await operating.receivers()])


@router.get("/loops/{correlationid}", summary="A loop's events, over all services")
async def loop(correlationid: UUID, operating: _Operating) -> Page[StepOut]:
    """In the order they were decided. The id of any event of the loop will do."""
    steps = await operating.loop(correlationid)
    if not steps:
        raise Problem("not-found")
    return Page(items=[StepOut(**asdict(step)) for step in steps])
