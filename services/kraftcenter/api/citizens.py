"""A citizen's goals over HTTP, for involved departments and the citizen."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.kraftcenter import handlers
from services.kraftcenter.api.looks import Looking, Reading
from services.kraftcenter.handlers import GoalOverview
from shared.http import Page, page_of, position_of

router = APIRouter(tags=["kraftcenter"])


@router.get("/citizens/{citizen_id}/goals", summary="A citizen's goals and sub-goals, with their history")
async def citizen_goals(
    citizen_id: UUID,
    look: Looking,
    reads: Reading,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[GoalOverview]:
    """For involved departments and the citizen, in the order the goals were set."""
    position = position_of(cursor, UUID)
    after = None if position is None else position[0]
    goals = await handlers.read_goals(look, citizen_id, reads, after=after, limit=limit + 1)
    shown, following = page_of(goals, limit, lambda goal: (goal[0],))
    return Page(items=[goal for _, goal in shown], next=following)
