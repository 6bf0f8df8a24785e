"""Courses: read by anyone, and decided on together with the citizens who sign up and off."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from services.kraftcenter.ports.seen_course import SeenCourse
from services.kraftcenter.ports.work import Work

T = TypeVar("T")

WorkOf = Callable[[UUID], Work]
"""The work on a course or a citizen; asked for by who decides on several at once."""


class Courses(Protocol):
    """Reading leaves no trace: a course is no citizen."""

    async def course(self, course_id: UUID) -> SeenCourse | None: ...

    async def courses(self, *, before: UUID | None = None, limit: int = 50) -> Sequence[SeenCourse]:
        """The last opened first; `before` is the last `course.event_id` of the page before."""
        ...

    async def decide(self, course_id: UUID, decide: Callable[[WorkOf], Awaitable[T]]) -> T:
        """One decision over the course and whoever else `decide` asks for, written together or not at all.

        `decide` may run several times and must have no effect but on the works. Of those it never asks for nothing is
        read, locked or written; what it leaves unchanged is not written, and what it raises leaves nothing behind.
        """
        ...
