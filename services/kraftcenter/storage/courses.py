"""Courses as anyone may see them, and decisions over a course and its people together."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from services.kraftcenter.ports import SeenCourse
from services.kraftcenter.storage import seen_courses
from services.kraftcenter.storage.work import KraftcenterWork
from shared.messaging.decider import Decider
from shared.messaging.several import Several
from shared.postgres import Pool, transaction

T = TypeVar("T")


class PostgresCourses:
    """See `ports.Courses`. Pool and decider are asked for when needed, as they are made when the service starts."""

    def __init__(self, pool: Callable[[], Pool], decider: Callable[[], Decider[KraftcenterWork]]) -> None:
        self._pool = pool
        self._several: Several[KraftcenterWork] = Several(decider)

    async def course(self, course_id: UUID) -> SeenCourse | None:
        async with transaction(self._pool()) as connection:
            seen = await seen_courses.named(connection, [course_id])
            return (await seen_courses.with_instead(connection, seen))[0] if seen else None

    async def courses(self, *, before: UUID | None = None, limit: int = 50) -> Sequence[SeenCourse]:
        async with transaction(self._pool()) as connection:
            return await seen_courses.with_instead(connection, await seen_courses.listed(connection, before, limit))

    async def decide(self, course_id: UUID, decide: Callable[[Callable[[UUID], KraftcenterWork]], Awaitable[T]]) -> T:
        return await self._several.decide(course_id, decide)
