"""A sub-goal: a step towards a goal. It can be reached, lost again, and reached again; nothing is overwritten (G2).

agreed ──naaet──► reached ──tabt──► lost
                     ▲               │
                     └─────naaet─────┘
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from services.kraftcenter.domain.dates import danish_date
from shared.contracts import Event, Refused, SubGoalAgreed, SubGoalLost, SubGoalReached
from shared.contracts.codes import MeasureKind, Voice

State = Literal["agreed", "reached", "lost"]


class Step(NamedTuple):
    """One event in a sub-goal's history: the state it brought, the day it happened, and on whose word."""

    event_id: UUID
    state: State
    on: date
    informant: Voice | None


@dataclass(frozen=True, slots=True)
class SubGoal:
    """`history` is never empty and begins with the agreement; `loop` is the intervention's."""

    id: UUID
    goal_id: UUID
    intervention_id: UUID
    loop: UUID
    measure_kind: MeasureKind
    target_on: date
    citizen_took_part: bool
    history: tuple[Step, ...]
    erred: bool = False

    @property
    def state(self) -> State:
        return self.history[-1].state

    @classmethod
    def agreed(cls, event: Event[SubGoalAgreed]) -> "SubGoal":
        """What the event says was agreed."""
        data = event.data
        return cls(
            id=data.sub_goal_id,
            goal_id=data.goal_id,
            intervention_id=data.intervention_id,
            loop=event.correlationid,
            measure_kind=data.measure_kind,
            target_on=data.target_on,
            citizen_took_part=data.citizen_took_part,
            history=(Step(event.id, "agreed", danish_date(event.time), None),),
        )

    def reach(self, asked: SubGoalReached, today: date) -> SubGoalReached:
        """G2: what is agreed or lost can be reached, today at the latest."""
        self._must_be(("agreed", "lost"), "Delmålet er allerede nået.", then=SubGoalLost.type)
        self._must_come_next(asked.reached_on, today, "/data/reached_on")
        return asked

    def lose(self, asked: SubGoalLost, today: date) -> SubGoalLost:
        """G2: only what is reached can be lost, today at the latest."""
        self._must_be(("reached",), "Delmålet er ikke nået.", then=SubGoalReached.type)
        self._must_come_next(asked.lost_on, today, "/data/lost_on")
        return asked

    def after(self, event: Event[SubGoalReached] | Event[SubGoalLost]) -> "SubGoal":
        """The sub-goal with one more step behind it."""
        data = event.data
        if isinstance(data, SubGoalReached):
            step = Step(event.id, "reached", data.reached_on, data.informant)
        else:
            step = Step(event.id, "lost", data.lost_on, data.informant)
        return replace(self, history=(*self.history, step))

    def _must_be(self, states: tuple[State, ...], otherwise: str, then: str) -> None:
        if self.state not in states:
            raise Refused("illegal-move", otherwise, pointer="/data/sub_goal_id", legal_moves=(then,))

    def _must_come_next(self, on: date, today: date, pointer: str) -> None:
        if on > today:
            # A day to come would hold up every true step until then.
            raise Refused("invalid-data", "Datoen ligger i fremtiden.", pointer=pointer)
        # The agreement's day is when it was written down; a step may have been taken before anybody did.
        if self.state != "agreed" and on < self.history[-1].on:
            raise Refused("invalid-data", "Datoen ligger før delmålets seneste skridt.", pointer=pointer)
