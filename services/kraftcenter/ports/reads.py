"""Reads on behalf of somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from services.kraftcenter.domain import Goal, Intervention, SubGoal
from shared.contracts import Reporter


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and why. `reason`, in words, is given by those alone who break the glass."""

    reader: Reporter
    purpose: str
    reason: str | None = field(default=None, repr=False)

    @property
    def breaks_the_glass(self) -> bool:
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class SeenGoal:
    """A goal, its sub-goals in the order agreed, and the citizen's words by the event they were said beside."""

    goal: Goal
    sub_goals: Sequence[SubGoal]
    citizen_words: Mapping[UUID, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SeenIntervention:
    citizen_id: UUID
    intervention: Intervention


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of a department's interventions are asked for; None is any. `before` is the last `event_id` of the page
    before, `limit` how many a page shows."""

    state: Literal["running", "ended"] = "running"
    overdue: bool | None = None
    citizen_id: UUID | None = None
    before: UUID | None = None
    limit: int = 50


class Reads(Protocol):
    """Every read leaves a row in the access log, in the same transaction, and gives only what the reader may see."""

    async def goals(
        self, look: Look, citizen_id: UUID, *, after: UUID | None = None, limit: int = 50
    ) -> Sequence[SeenGoal] | None:
        """In the order set; `after` is the last `goal.event_id` of the page before.

        None where the reader may not look at the citizen, whether there is one or not.
        """
        ...

    async def intervention(self, look: Look, intervention_id: UUID) -> SeenIntervention | None:
        """None where there is none, and just so where the reader may not see it."""
        ...

    async def interventions(self, look: Look, wanted: Wanted) -> Sequence[SeenIntervention]:
        """Those that the reader's department runs, the last begun first; at most `wanted.limit`, and one more where
        there are more: that one tells of a next page, and nobody has looked at it.

        Of ended ones those whose last day lies no longer back than a closed loop may be read (I1). The glass opens
        nothing here.
        """
        ...
