"""Interventions: their start, what happens in them, and their end."""

from services.kraftcenter.domain import Intervention, danish_date, let_speak, start
from services.kraftcenter.handlers.follow_up_clock import keep
from services.kraftcenter.handlers.references import intervention_of, must_be_new
from services.kraftcenter.handlers.telling import tell
from services.kraftcenter.ports import Work
from shared.contracts import DialogueToolUsed, FollowUpHeld, InterventionEnded, InterventionStarted, Refused, Report


async def start_intervention(report: Report[InterventionStarted], work: Work) -> None:
    """A department begins, on a referral or by itself.

    It takes no involvement: the referral's receiver has it, and without a referral this is how one becomes involved.
    """
    asked = report.data
    if asked.department != report.reporter.department:
        detail = "Feltet skal være den afdeling, du handler for."
        raise Refused("wrong-department", detail, pointer="/data/department", status=403)
    must_be_new(work.interventions, asked.intervention_id, "/data/intervention_id")
    on, today = danish_date(report.time), danish_date(work.now)
    fact, loop = start(asked, work.involvement, work.interventions, on=on, today=today)
    keep(None, Intervention.started(tell(report, fact, loop, work, about=fact.intervention_id)), work)


async def end_intervention(report: Report[InterventionEnded], work: Work) -> None:
    """Who runs it says that it is over."""
    intervention = intervention_of(report, report.data.intervention_id, work)
    let_speak(report, intervention.department)
    fact = intervention.end(report.data, on=danish_date(report.time), today=danish_date(work.now))
    keep(intervention, intervention.ended(tell(report, fact, intervention.loop, work, about=intervention.id)), work)


async def hold_follow_up(report: Report[FollowUpHeld], work: Work) -> None:
    """Who runs it has looked at it again, and says when the next time is, or by when it ends."""
    intervention = intervention_of(report, report.data.intervention_id, work)
    let_speak(report, intervention.department)
    fact = intervention.hold_follow_up(report.data, today=danish_date(work.now))
    keep(
        intervention, intervention.followed_up(tell(report, fact, intervention.loop, work, about=intervention.id)), work
    )


async def use_dialogue_tool(report: Report[DialogueToolUsed], work: Work) -> None:
    """G4: who runs it tells that a dialogue tool was used, by name and day alone."""
    intervention = intervention_of(report, report.data.intervention_id, work)
    let_speak(report, intervention.department)
    fact = intervention.use_tool(report.data, today=danish_date(work.now))
    keep(intervention, intervention.tool_used(tell(report, fact, intervention.loop, work, about=intervention.id)), work)
