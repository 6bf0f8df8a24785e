"""Which reports this service takes; any other type of its own is answered as not yet reportable."""

from services.kraftcenter import handlers
from shared.contracts import (
    DialogueToolUsed,
    FollowUpHeld,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    Report,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.intake import Reports

reports = Reports()


@reports.on(InterventionStarted)
async def _(report: Report[InterventionStarted], work: handlers.Work) -> None:
    await handlers.start_intervention(report, work)


@reports.on(InterventionEnded)
async def _(report: Report[InterventionEnded], work: handlers.Work) -> None:
    await handlers.end_intervention(report, work)


@reports.on(InterventionEnteredInError)
async def _(report: Report[InterventionEnteredInError], work: handlers.Work) -> None:
    await handlers.correct(report, work)


@reports.on(FollowUpHeld)
async def _(report: Report[FollowUpHeld], work: handlers.Work) -> None:
    await handlers.hold_follow_up(report, work)


@reports.on(DialogueToolUsed)
async def _(report: Report[DialogueToolUsed], work: handlers.Work) -> None:
    await handlers.use_dialogue_tool(report, work)


@reports.on(GoalSet)
async def _(report: Report[GoalSet], work: handlers.Work) -> None:
    await handlers.set_goal(report, work)


@reports.on(SubGoalAgreed)
async def _(report: Report[SubGoalAgreed], work: handlers.Work) -> None:
    await handlers.agree_sub_goal(report, work)


@reports.on(SubGoalReached)
async def _(report: Report[SubGoalReached], work: handlers.Work) -> None:
    await handlers.reach_sub_goal(report, work)


@reports.on(SubGoalLost)
async def _(report: Report[SubGoalLost], work: handlers.Work) -> None:
    await handlers.lose_sub_goal(report, work)
