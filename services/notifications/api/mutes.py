"""What a coordinator has muted (I3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifications import handlers
from services.notifications.domain.muting import mutable
from services.notifications.domain.rules import SHIPPED
from services.notifications.ports import Mutes
from shared.contracts.display import type_name
from shared.identity import Actor, require

router = APIRouter(prefix="/inbox/mutes", tags=["inbox"])
_Coordinator = Annotated[Actor, Depends(require("coordinator"))]


class MuteOut(BaseModel):
    event_type: str
    name: str
    muted: bool


class MutesOut(BaseModel):
    """Every type that can be muted."""

    items: list[MuteOut]


class MutesIn(BaseModel):
    """Short names are understood."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    event_types: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=100)]


def _mutes(request: Request) -> Mutes:
    mutes: Mutes = request.app.state.mutes
    return mutes


_Mutes = Annotated[Mutes, Depends(_mutes)]


@router.get("", summary="What one has muted")
async def read(person: _Coordinator, mutes: _Mutes) -> MutesOut:
    muted = await handlers.muted(person.reporter(), mutes)
    types = mutable(SHIPPED)
    return MutesOut(items=[MuteOut(event_type=type_, name=type_name(type_), muted=type_ in muted) for type_ in types])


@router.put("", status_code=204, summary="Mute these types and no others")
async def put(person: _Coordinator, asked: MutesIn, mutes: _Mutes) -> None:
    """For oneself alone. What asks something, and corrections, are shown whatever is muted."""
    await handlers.mute(person.reporter(), asked.event_types, mutes)
