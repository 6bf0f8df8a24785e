"""Corrections: what should never have been reported is taken back by who reported it (R7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from services.kraftcenter.domain import (
    Entry,
    without_agreement,
    without_end,
    without_follow_up,
    without_goal,
    without_start,
    without_step,
    without_tool,
)
from services.kraftcenter.handlers import course_corrections
from services.kraftcenter.handlers.courses import take_no_words
from services.kraftcenter.handlers.follow_up_clock import keep
from services.kraftcenter.handlers.references import noted
from services.kraftcenter.handlers.telling import announce, tell
from services.kraftcenter.ports import Work
from shared.contracts import (
    DialogueToolUsed,
    FollowUpHeld,
    GoalSet,
    InterventionEnded,
    InterventionEnteredInError,
    InterventionStarted,
    Refused,
    Report,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)


async def correct(report: Report[InterventionEnteredInError], work: Work) -> None:
    """The state is what it would be without the event, which stays on record as entered in error.

    What Samspil had made of the event is taken back with it, each told as a correction of its own.
    It takes no involvement: what was wrong about a loop is corrected after it closed, too.
    """
    if work.courses.get(work.subject) is not None:
        take_no_words(report)
    entry = await work.journal.find(report.data.event_id)
    if entry is None:
        raise Refused("unknown-reference", "Hændelsen kendes ikke hos borgeren.", pointer="/data/event_id")
    entry.let_correct(report)
    undo = UNDO.get(entry.type)
    if undo is None:
        raise Refused("not-allowed", "Hændelser af denne type kan ikke rettes.", pointer="/data/event_id")
    if entry.erred:
        raise Refused("illegal-move", "Hændelsen er allerede rettet.", pointer="/data/event_id", legal_moves=())
    made_of_it = undo(entry, work) or ()
    work.journal.write(replace(entry, erred=True))
    tell(report, report.data, entry.loop, work, about=entry.about)
    reported = work.cause
    # Samspil's own word: the reporter is told once how far the correction has come, of what they took back (R7).
    work.cause = replace(reported, department=None)
    for made in made_of_it:
        work.journal.write(replace(made, erred=True))
        announce(InterventionEnteredInError(event_id=made.event_id), made.loop, work, about=made.about)
    work.cause = reported


def _start(entry: Entry, work: Work) -> None:
    intervention = noted(work.interventions, entry.about)
    keep(intervention, without_start(intervention, work.goals, work.sub_goals), work)


def _end(entry: Entry, work: Work) -> None:
    intervention = noted(work.interventions, entry.about)
    keep(intervention, without_end(intervention), work)


def _follow_up(entry: Entry, work: Work) -> None:
    intervention = noted(work.interventions, entry.about)
    keep(intervention, without_follow_up(intervention, entry.event_id), work)


def _tool(entry: Entry, work: Work) -> None:
    intervention = noted(work.interventions, entry.about)
    keep(intervention, without_tool(intervention, entry.event_id), work)


def _goal(entry: Entry, work: Work) -> None:
    goal = noted(work.goals, entry.about)
    work.goals.save(goal.id, without_goal(goal, work.sub_goals))


def _agreement(entry: Entry, work: Work) -> None:
    sub_goal = noted(work.sub_goals, entry.about)
    work.sub_goals.save(sub_goal.id, without_agreement(sub_goal))


def _step(entry: Entry, work: Work) -> None:
    sub_goal = noted(work.sub_goals, entry.about)
    work.sub_goals.save(sub_goal.id, without_step(sub_goal, entry.event_id))


Undo = Callable[[Entry, Work], Sequence[Entry] | None]
"""Answers with the entries of what Samspil had made of the event, where it had made something."""
UNDO: Mapping[str, Undo] = MappingProxyType(
    {
        InterventionStarted.type: _start,
        InterventionEnded.type: _end,
        FollowUpHeld.type: _follow_up,
        DialogueToolUsed.type: _tool,
        GoalSet.type: _goal,
        SubGoalAgreed.type: _agreement,
        SubGoalReached.type: _step,
        SubGoalLost.type: _step,
        **course_corrections.UNDO,
    }
)
"""How each type that is reported to this service is taken back; a new one needs a line here, and a journal entry."""
