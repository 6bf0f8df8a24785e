"""Who looks after what a department leaves unread, and what that is (N4)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifications import handlers
from services.notifications.api.readers import Person
from services.notifications.domain.unread import StandIn
from services.notifications.ports import OverdueReads, StandIns
from shared.http import Page

router = APIRouter(tags=["inbox"])


class StandInBody(BaseModel):
    """From the first day through the last, by the Danish calendar. `email` is where the colleague is mailed that there
    is something to read; what it is stands in the team's inbox alone."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, populate_by_name=True)

    name: str = Field(min_length=1, max_length=100)
    email: str = Field(min_length=3, max_length=254)
    from_: date = Field(alias="from")
    until: date


class OverdueOut(BaseModel):
    """`level` 1: the stand-in was asked; 2: the managers were told."""

    notice_id: UUID
    event_id: UUID
    event_type: str
    citizen_id: UUID | None
    text: str
    action: str | None
    due: datetime | None
    created_at: datetime
    overdue_since: datetime
    level: int
    stand_in_asked: bool


@router.get("/inbox/unread-overdue", summary="What the department has left unread past its deadline")
async def unread_overdue(
    request: Request, person: Person, limit: Annotated[int, Query(ge=1, le=200)] = 100
) -> Page[OverdueOut]:
    """For the department's coordinators and managers, the oldest first; what was read or settled since is gone."""
    reads: OverdueReads = request.app.state.stand_ins
    return Page(items=[OverdueOut(**item._asdict()) for item in await reads.unread(person.reporter(), limit)])


@router.get("/departments/{department}/stand-in", summary="Who stands in")
async def get(request: Request, department: str, person: Person) -> StandInBody:
    """For the department's own coordinators and managers."""
    return _out(await handlers.show_stand_in(person.reporter(), department, _stand_ins(request)))


@router.put("/departments/{department}/stand-in", summary="Somebody stands in")
async def put(request: Request, department: str, person: Person, wanted: StandInBody) -> StandInBody:
    """By the department's manager, in place of the one before."""
    reader, stand_ins = person.reporter(), _stand_ins(request)
    days = wanted.from_, wanted.until
    return _out(await handlers.set_stand_in(reader, department, wanted.name, wanted.email, *days, stand_ins))


@router.delete("/departments/{department}/stand-in", status_code=204, summary="Nobody stands in")
async def delete(request: Request, department: str, person: Person) -> None:
    await handlers.remove_stand_in(person.reporter(), department, _stand_ins(request))


def _stand_ins(request: Request) -> StandIns:
    stand_ins: StandIns = request.app.state.stand_ins
    return stand_ins


def _out(found: StandIn) -> StandInBody:
    return StandInBody(name=found.name, email=found.email, from_=found.begins_on, until=found.ends_on)
