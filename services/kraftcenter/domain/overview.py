"""The citizen's goals as one overview: easy to survey, and measurable (G3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.kraftcenter.domain.goal import Goal
from services.kraftcenter.domain.sub_goal import State, SubGoal
from shared.contracts import SubGoalAgreed, SubGoalLost, SubGoalReached
from shared.contracts.codes import GoalKind, Voice

_TYPE_OF: Mapping[State, str] = {
    "agreed": SubGoalAgreed.type,
    "reached": SubGoalReached.type,
    "lost": SubGoalLost.type,
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step: what the professional reported and, beside it, the citizen's own words (G2)."""

    event_type: str
    on: date
    informant: Voice | None
    citizen_words: str | None


@dataclass(frozen=True, slots=True)
class SubGoalOverview:
    sub_goal_id: UUID
    state: State
    target_on: date
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class GoalOverview:
    goal_id: UUID
    themes: tuple[str, ...]
    kind: GoalKind
    sub_goals: tuple[SubGoalOverview, ...]


def overview(goal: Goal, sub_goals: Iterable[SubGoal], citizen_words: Mapping[UUID, str]) -> GoalOverview:
    """The goal with its sub-goals, in the order given; `citizen_words` by the event they stand beside."""
    return GoalOverview(
        goal.id,
        goal.themes,
        goal.kind,
        tuple(
            SubGoalOverview(
                sub_goal.id,
                sub_goal.state,
                sub_goal.target_on,
                tuple(
                    HistoryLine(_TYPE_OF[step.state], step.on, step.informant, citizen_words.get(step.event_id))
                    for step in sub_goal.history
                ),
            )
            for sub_goal in sub_goals
        ),
    )
