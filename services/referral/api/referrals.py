"""Referrals over HTTP, as those who are party to them see them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from services.referral import handlers
from services.referral.api.looks import look
from shared.contracts.codes import ReferralState
from shared.http import Page, page_of, position_of
from shared.identity import require

router = APIRouter(tags=["referrals"], dependencies=[Depends(require("app", "coordinator", "manager"))])


class ReferralOut(BaseModel):
    """`legal_moves` are the event types the reader could report on it now."""

    referral_id: UUID
    citizen_id: UUID
    state: ReferralState
    from_department: str | None
    to_department: str
    offer: str
    priority: str
    next_owner: str | None
    due: datetime | None
    overdue_level: int
    legal_moves: tuple[str, ...]
    correlationid: UUID
    note: str | None


@router.get("/referrals/{referral_id}", summary="One referral")
async def referral(request: Request, referral_id: UUID, who: Annotated[handlers.Look, Depends(look)]) -> ReferralOut:
    """For sender, receiver and the other departments of its loop; to anybody else it does not exist."""
    view = await handlers.read_referral(who, referral_id, request.app.state.reads)
    return ReferralOut(**asdict(view))


@router.get("/referrals", summary="Referrals, newest first")
async def referrals(
    request: Request,
    who: Annotated[handlers.Look, Depends(look)],
    citizen_id: UUID | None = None,
    state: ReferralState | None = None,
    overdue: bool | None = None,
    offer: Annotated[str | None, Query(max_length=60)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[ReferralOut]:
    """Those the reader's department is party to; with the glass broken, all of one citizen's."""
    after = position_of(cursor, datetime, UUID, UUID)
    place = (after[0], after[1], after[2]) if after else None
    wanted = handlers.Wanted(citizen_id, state, overdue, place, limit, offer)
    found = await handlers.find_referrals(who, wanted, request.app.state.reads)
    shown, following = page_of(
        found, limit, lambda pair: (pair[0].referral.created_at, pair[0].citizen_id, pair[0].referral.id)
    )
    return Page(items=[ReferralOut(**asdict(view)) for _, view in shown], next=following)
