"""`GET /operations`, `GET /dead-letters`, `POST /dead-letters/replay`: for operators, the same in every service."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from shared.http import Page
from shared.identity import require
from shared.runtime.operations import Operations

router = APIRouter(tags=["operations"], dependencies=[Depends(require("operator"))])


class TopicOut(BaseModel):
    """`lag` in records, rates in records a minute; of the instance that answers."""

    name: str
    lag: int | None
    read: float | None
    sent: float | None


class FlowOut(BaseModel):
    """Counts, and ages in seconds."""

    service: str
    outbox: int
    outbox_age: float
    waiting: int
    waiting_age: float
    dead_letters: int
    parked: int
    late: int
    late_by: float
    topics: list[TopicOut]


class LetterOut(BaseModel):
    """`held` records of one subject on one topic; `reason` is a fault's type and place."""

    number: int
    topic: str
    type: str | None
    reason: str
    held: int
    since: datetime
    trace_id: str | None


class AgainIn(BaseModel):
    """`number` left out: all of them."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    number: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class AgainOut(BaseModel):
    handled: int
    stopped: int


async def _operations(request: Request) -> Operations:
    operations: Operations = request.app.state.operations
    return operations


_Operations = Annotated[Operations, Depends(_operations)]


@router.get("/operations", summary="How this service does")
async def flow(operations: _Operations) -> FlowOut:
    """Outbox, what waits, dead letters, timers that are late, and each topic's lag and rate."""
    return FlowOut(**asdict(await operations.flow()))


@router.get("/dead-letters", summary="What could not be handled")
async def letters(operations: _Operations) -> Page[LetterOut]:
    """The oldest first, without what they hold and whose they are."""
    return Page(items=[LetterOut(**asdict(letter)) for letter in await operations.letters()])


@router.post("/dead-letters/replay", summary="Run them again, in order")
async def replay(operations: _Operations, wanted: AgainIn) -> AgainOut:
    """Once the fault is mended; what fails again stays, with all that is held behind it."""
    return AgainOut(**asdict(await operations.replay(wanted.number)))
