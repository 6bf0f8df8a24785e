"""The roll of a course: who has a place and who waits, and whether it takes sign-ups (C2, C3)."""

from dataclasses import replace
from typing import Literal
from uuid import UUID

from services.kraftcenter.domain.course import Course
from services.kraftcenter.domain.place import Place
from shared.contracts.codes import IntakeClosed
from shared.contracts.immutable import immutable

Outcome = Literal["place", "waitlist", "not_eligible", "closed"]


@immutable(frozen=True, slots=True)
class Roll:
    """`places` are all there have been, the released ones too."""

    course: Course
    places: tuple[Place, ...]

    @property
    def given(self) -> int:
        """How many have a place."""
        return sum(place.state == "given" for place in self.places)

    @property
    def closed(self) -> IntakeClosed | None:
        """Why no place can be had now, None where one can."""
        return self.course.closed_to(self.given)

    def of(self, citizen_id: UUID) -> Place | None:
        """The citizen's place or spot, as long as it stands."""
        return next((place for place in self.places if place.citizen_id == citizen_id and place.stands), None)

    @property
    def for_a_newcomer(self) -> Outcome:
        """What somebody who is not on it would be answered now, as far as the course goes."""
        if self.course.window_over:
            return "closed"
        # Who waits goes first, also where an erasure has left a place free.
        return "place" if sum(place.stands for place in self.places) < self.course.capacity else "waitlist"

    def sign_up(self, citizen_id: UUID, place_id: UUID, referral_id: UUID | None) -> Place:
        """A place while one is free and nobody waits for it, else a spot on the waiting list.

        To be asked while the window is open.
        """
        waits = self.closed or any(place.state == "waiting" for place in self.places)
        return Place(
            id=place_id,
            course_id=self.course.id,
            citizen_id=citizen_id,
            offer=self.course.offer,
            # Not how many there are: an erased citizen's place is gone.
            number=max((place.number for place in self.places), default=0) + 1,
            state="waiting" if waits else "given",
            referral_id=referral_id,
        )

    def next_in_line(self) -> Place | None:
        """Who has waited longest, where a place is free for them. After the window nobody comes in any more (C2)."""
        if self.closed:
            return None
        return min(
            (place for place in self.places if place.state == "waiting"), key=lambda place: place.number, default=None
        )

    def with_place(self, place: Place) -> "Roll":
        """The roll with this place in the stead of the one with its id, or beside the others."""
        return replace(self, places=(*(p for p in self.places if p.id != place.id), place))

    def closed_since(self, before: "Roll") -> IntakeClosed | None:
        """C2: why intake, open `before`, is not open now; None where it was closed then, or is open."""
        return None if before.closed else self.closed
