"""Second door in: reports, from apps and people, and reading for people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from services.kraftcenter import handlers
from services.kraftcenter.handlers import GoalOverview, InterventionView, Look, Reads, Work
from shared.contracts import (
    GoalSet,
    InterventionStarted,
    Report,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.http import Page, page_of, position_of
from shared.identity import Caller, Forbidden, Purpose, purpose
from shared.intake import Reports

reports = Reports()


@reports.on(InterventionStarted)
async def _(report: Report[InterventionStarted], work: Work) -> None:
    await handlers.start_intervention(report, work)


@reports.on(GoalSet)
async def _(report: Report[GoalSet], work: Work) -> None:
    await handlers.set_goal(report, work)


@reports.on(SubGoalAgreed)
async def _(report: Report[SubGoalAgreed], work: Work) -> None:
    await handlers.agree_sub_goal(report, work)


@reports.on(SubGoalReached)
async def _(report: Report[SubGoalReached], work: Work) -> None:
    await handlers.reach_sub_goal(report, work)


@reports.on(SubGoalLost)
async def _(report: Report[SubGoalLost], work: Work) -> None:
    await handlers.lose_sub_goal(report, work)


async def _look(caller: Caller, why: Annotated[Purpose, Depends(purpose)]) -> Look:
    if why.breaks_the_glass and not caller.has("coordinator", "manager"):
        # An app has nobody who could answer for it afterwards.
        raise Forbidden
    return Look(caller.reporter(), why.code.value, why.reason)


def _reads(request: Request) -> Reads:
    reads: Reads = request.app.state.reads
    return reads


Looking = Annotated[Look, Depends(_look)]
Reading = Annotated[Reads, Depends(_reads)]
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


@router.get("/interventions/{intervention_id}", summary="One intervention")
async def intervention(intervention_id: UUID, look: Looking, reads: Reading) -> InterventionView:
    """For involved departments and the citizen."""
    return await handlers.read_intervention(look, intervention_id, reads)
