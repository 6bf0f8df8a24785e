"""A course as anyone may see it."""

from dataclasses import dataclass
from uuid import UUID

from services.kraftcenter.domain import Course
from shared.contracts.codes import IntakeClosed


@dataclass(frozen=True, slots=True)
class SeenCourse:
    """How many places are free, and no word of whose the others are.

    `instead` is the next course, where it takes sign-ups (C2); None where nobody has looked.
    """

    course: Course
    given: int
    instead: UUID | None = None

    @property
    def free(self) -> int:
        """Places nobody has."""
        return self.course.capacity - self.given

    @property
    def closed(self) -> IntakeClosed | None:
        """Why no place can be had, None where one can."""
        return self.course.closed_to(self.given)
