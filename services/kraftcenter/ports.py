"""What the use cases need: the work on one citizen, and reads on behalf of somebody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.kraftcenter.domain import Goal, Intervention, SubGoal
from shared.contracts import Cause, Event, Fact, Private, Reporter
from shared.contracts.involvement import Involvement

T = TypeVar("T")


class Kept(Protocol[T]):
    """The citizen's things of one kind, as loaded and decided so far."""

    def __iter__(self) -> Iterator[T]: ...
    def get(self, id_: UUID) -> T | None: ...
    def save(self, id_: UUID, thing: T) -> None: ...


class Words(Protocol):
    """What was said beside reports, sealed under the citizen's own key."""

    def keep(self, event_id: UUID, private: Private) -> None:
        """Keeps the words that came with the report behind the event."""
        ...


class Work(Protocol):
    """One citizen (`subject`), as known now, and the ways to change it; nothing is written before the handler returns.

    `now` is the database's clock, `cause` what is being decided on. `involvement` is what the events of all services
    say: which referrals were accepted, which decisions granted, and which departments have to do with the citizen.
    """

    now: datetime
    subject: UUID
    cause: Cause

    @property
    def involvement(self) -> Involvement: ...
    @property
    def interventions(self) -> Kept[Intervention]: ...
    @property
    def goals(self) -> Kept[Goal]: ...
    @property
    def sub_goals(self) -> Kept[SubGoal]: ...
    @property
    def words(self) -> Words: ...

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]:
        """Makes the fact an event of this service: the citizen's next version, in the loop `correlationid`."""
        ...


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
