"""The intervention, place or companionship that rests on a referral, as the provider's service has told of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.referral.domain.dates import end_of
from shared.contracts import Event, FollowUpHeld, InterventionEnded, InterventionStarted
from shared.contracts.codes import Outcome


class Agreed(NamedTuple):
    """A follow-up agreed on, and the event that told of it; None where that was before it was kept."""

    event_id: UUID | None
    due: datetime | None


class Place(NamedTuple):
    """A place in a course, or a spot on its waiting list, and the event that gave it on a sign-up with the referral; of
    a referral to companionship (C6) that, and the event it began with."""

    place_id: UUID
    event_id: UUID


class PlaceOver(NamedTuple):
    """A place or companionship that answers nothing any more, and the event that ended it."""

    place: Place
    ended: UUID

    def without(self, event_id: UUID) -> "PlaceOver | None":
        """None where that event, which should never have been, is what it began or ended with."""
        return None if event_id in (self.place.event_id, self.ended) else self


@dataclass(frozen=True, slots=True)
class Begun:
    """`agreed` begins with the start itself. `ended` and `outcome` are set together."""

    intervention_id: UUID
    provider: str
    agreed: tuple[Agreed, ...]
    ended: UUID | None = None
    outcome: Outcome | None = None

    @classmethod
    def by(cls, event: Event[InterventionStarted]) -> "Begun":
        data = event.data
        return cls(data.intervention_id, data.department, (Agreed(event.id, end_of(data.follow_up_on)),))

    @property
    def started(self) -> UUID | None:
        return self.agreed[0].event_id

    @property
    def due(self) -> datetime | None:
        """The end of the day agreed for the next follow-up; once one has ended it, by when the end is to be told."""
        return self.agreed[-1].due

    def followed_up(self, event: Event[FollowUpHeld]) -> "Begun":
        return replace(self, agreed=(*self.agreed, Agreed(event.id, end_of(event.data.next_on))))

    def over(self, event: Event[InterventionEnded]) -> "Begun":
        return replace(self, ended=event.id, outcome=event.data.outcome)

    def without(self, event_id: UUID) -> "Begun | None":
        """As if that event had never been; None where it was the start."""
        if event_id == self.started:
            return None
        agreed = tuple(agreed for agreed in self.agreed if agreed.event_id != event_id)
        over = (None, None) if event_id == self.ended else (self.ended, self.outcome)
        return Begun(self.intervention_id, self.provider, agreed, *over)
