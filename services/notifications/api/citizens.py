"""What is known around one citizen, for those it concerns."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.notifications.api.readers import Purposeful, Reader, Reading
from shared.http import Page

router = APIRouter(prefix="/citizens/{citizen_id}", tags=["citizens"])


class EntryOut(BaseModel):
    event_id: UUID
    event_type: str
    time: datetime
    service: str
    department: str | None
    data: dict[str, Any]
    trace_id: str | None
    words: str | None


class DesignationOut(BaseModel):
    designation_id: UUID
    relation: str
    name: str | None
    may_know: tuple[str, ...]
    channels: tuple[str, ...]
    standing: bool


@router.get("/timeline", summary="What has happened, in order")
async def timeline(
    citizen_id: UUID,
    reader: Reader,
    why: Purposeful,
    reads: Reading,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[EntryOut]:
    """To the citizen all of it; to a department what it was told, what it reported, and its own loops."""
    page = await reads.timeline(reader, citizen_id, why, cursor=cursor, limit=limit)
    return Page(items=[EntryOut(**asdict(item)) for item in page.items], next=page.next)


@router.get("/designations", summary="Who may know what")
async def designations(citizen_id: UUID, reader: Reader, why: Purposeful, reads: Reading) -> Page[DesignationOut]:
    """Every designation the citizen has made, standing or not."""
    found = await reads.designations(reader, citizen_id, why)
    return Page(items=[DesignationOut(**asdict(designation)) for designation in found])
