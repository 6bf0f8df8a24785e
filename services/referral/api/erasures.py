"""Asking that a citizen be erased, and confirming it, over HTTP (V3): managers, and two of them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from services.referral import handlers
from services.referral.api.looks import look, plain_look
from services.referral.domain.erasure import Ask
from shared.http import Page, page_of, position_of
from shared.identity import require

router = APIRouter(tags=["erasures"], dependencies=[Depends(require("manager"))])

_Look = Annotated[handlers.Look, Depends(look)]
_Plain = Annotated[handlers.Look, Depends(plain_look)]


class ErasureOut(BaseModel):
    """What one manager has asked for. `own`: by the reader, who cannot confirm it."""

    citizen_id: UUID
    department: str
    asked_at: datetime
    expires_at: datetime
    own: bool


def _erasures(request: Request) -> handlers.Erasures:
    erasures: handlers.Erasures = request.app.state.erasures
    return erasures


_Known = Annotated[handlers.Erasures, Depends(_erasures)]


@router.post("/citizens/{citizen_id}/erasure", status_code=202, summary="Ask that a citizen be erased")
async def ask(request: Request, citizen_id: UUID, who: _Look, erasures: _Known) -> ErasureOut:
    """By a manager of a department that may read the name, or who breaks the glass. Nothing is deleted yet."""
    stands = timedelta(days=request.app.state.settings.erasure_ask_days)
    return _shown(await handlers.ask_for_erasure(who, citizen_id, erasures, stands), who)


@router.get("/citizens/{citizen_id}/erasure", summary="What is asked about erasing a citizen")
async def standing(citizen_id: UUID, who: _Plain, erasures: _Known) -> ErasureOut:
    """For any manager: whoever may confirm it may see it."""
    return _shown(await handlers.standing_erasure(who, citizen_id, erasures), who)


@router.delete("/citizens/{citizen_id}/erasure", status_code=204, summary="Withdraw it, or say no to it")
async def withdraw(citizen_id: UUID, who: _Plain, erasures: _Known) -> None:
    """By any manager."""
    await handlers.withdraw_erasure(who, citizen_id, erasures)


@router.post("/citizens/{citizen_id}/erasure/confirmation", status_code=204, summary="Erase the citizen")
async def confirm(citizen_id: UUID, who: _Plain, erasures: _Known) -> None:
    """By another manager than the one who asked. Cannot be undone: every service deletes what it has."""
    await handlers.confirm_erasure(who, citizen_id, erasures)


@router.get("/erasures", summary="What is to be confirmed")
async def open_erasures(
    who: _Plain, erasures: _Known, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Page[ErasureOut]:
    """For any manager."""
    position = position_of(cursor, UUID)
    after = None if position is None else position[0]
    asks = await handlers.standing_erasures(who, erasures, after=after, limit=limit + 1)
    shown, following = page_of(asks, limit, lambda ask: (ask.citizen_id,))
    return Page(items=[_shown(ask, who) for ask in shown], next=following)


def _shown(ask: Ask, who: handlers.Look) -> ErasureOut:
    return ErasureOut(
        citizen_id=ask.citizen_id,
        department=ask.department,
        asked_at=ask.asked_at,
        expires_at=ask.expires_at,
        own=ask.asked_by == who.reader.name,
    )
