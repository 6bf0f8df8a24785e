"""Interventions over HTTP: one for whom it concerns, and a department's own for who works there."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.kraftcenter import handlers
from services.kraftcenter.api.looks import Looking, PlainLooking, Reading
from services.kraftcenter.handlers import InterventionView
from shared.http import Page, page_of, position_of
from shared.identity import require

router = APIRouter(prefix="/interventions", tags=["kraftcenter"])


@router.get("/{intervention_id}", summary="One intervention")
async def intervention(intervention_id: UUID, look: Looking, reads: Reading) -> InterventionView:
    """For involved departments and the citizen."""
    return await handlers.read_intervention(look, intervention_id, reads)


@router.get(
    "",
    summary="A department's interventions, the last begun first",
    dependencies=[Depends(require("app", "coordinator", "manager"))],
)
async def interventions(
    look: PlainLooking,
    reads: Reading,
    state: Literal["running", "ended"] = "running",
    overdue: bool | None = None,
    citizen_id: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[InterventionView]:
    """Those that the reader's department runs, or that ended there lately; `overdue` asks for those with a follow-up
    that is. Breaking the glass opens nothing here."""
    position = position_of(cursor, UUID)
    before = None if position is None else position[0]
    wanted = handlers.Wanted(state, overdue, citizen_id, before, limit)
    found = await handlers.find_interventions(look, wanted, reads)
    shown, following = page_of(found, limit, lambda pair: (pair[0],))
    return Page(items=[view for _, view in shown], next=following)
