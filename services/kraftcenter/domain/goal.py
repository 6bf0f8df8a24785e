"""A goal: where the citizen is heading, and in which themes."""

from datetime import date
from uuid import UUID

from services.kraftcenter.domain.intervention import Intervention
from shared.contracts import Event, GoalSet, Refused, SubGoalAgreed
from shared.contracts.codes import GoalKind
from shared.contracts.immutable import immutable


@immutable(frozen=True, slots=True)
class Goal:
    """G1: rests on a decision (set before any intervention) or on an intervention; on one of the two.

    `loop` is that decision's or intervention's; `event_id` is the event that told of the goal.
    """

    id: UUID
    event_id: UUID
    loop: UUID
    decision_id: UUID | None
    intervention_id: UUID | None
    themes: tuple[str, ...]
    kind: GoalKind
    erred: bool = False

    @classmethod
    def set(cls, event: Event[GoalSet]) -> "Goal":
        """What the event says is aimed at."""
        data = event.data
        return cls(
            id=data.goal_id,
            event_id=event.id,
            loop=event.correlationid,
            decision_id=data.decision_id,
            intervention_id=data.intervention_id,
            themes=data.themes,
            kind=data.kind,
        )

    def is_worked_on_in(self, intervention: Intervention) -> bool:
        """Its own intervention, or any that carries out its decision."""
        return self.intervention_id == intervention.id or (
            self.decision_id is not None and self.loop == intervention.loop
        )

    def agree(
        self, asked: SubGoalAgreed, intervention: Intervention, on: date, *, still_decided: bool
    ) -> SubGoalAgreed:
        """G1: a step towards this goal, worked on in `intervention`; `on` is the day it is agreed.

        `still_decided` tells whether the decision the goal rests on, if it does, stands (R7). (The sub-goal's measure
        and whether the citizen took part cannot be left out of what is asked.)
        """
        if not still_decided:
            detail = "Målet hviler på en afgørelse, der ikke længere gælder."
            raise Refused("not-allowed", detail, pointer="/data/goal_id")
        if not self.is_worked_on_in(intervention):
            raise Refused("invalid-data", "Målet hører ikke til indsatsen.", pointer="/data/goal_id")
        if asked.target_on < on:
            raise Refused("invalid-data", "Måldatoen ligger før aftalen.", pointer="/data/target_on")
        return asked
