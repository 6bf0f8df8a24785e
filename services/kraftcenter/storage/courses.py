"""Courses as anyone may see them, and decisions over a course and its people together."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from services.kraftcenter.ports import SeenCourse
from services.kraftcenter.storage.course_rows import COURSE, course_from
from services.kraftcenter.storage.rows import columns
from services.kraftcenter.storage.work import KraftcenterWork
from shared.messaging.decider import Decider
from shared.messaging.several import Several
from shared.postgres import Pool, transaction

T = TypeVar("T")

_COURSES = f"""
SELECT {columns(COURSE)} FROM courses
WHERE NOT erred AND ($1::uuid IS NULL OR course_id = $1) AND ($2::uuid IS NULL OR event_id < $2)
ORDER BY event_id DESC LIMIT $3
"""  # noqa: S608 (constants of this service)
# Counted there: whose the places are is nothing that a reader of courses needs.
_GIVEN = """
SELECT course_id, count(*) AS given FROM places WHERE state = 'given' AND course_id = ANY($1::uuid[]) GROUP BY course_id
"""


class PostgresCourses:
    """See `ports.Courses`. Pool and decider are asked for when needed, as they are made when the service starts."""

    def __init__(self, pool: Callable[[], Pool], decider: Callable[[], Decider[KraftcenterWork]]) -> None:
        self._pool = pool
        self._several: Several[KraftcenterWork] = Several(decider)

    async def course(self, course_id: UUID) -> SeenCourse | None:
        found = await self._read(course_id, None, 1)
        return found[0] if found else None

    async def courses(self, *, before: UUID | None = None, limit: int = 50) -> Sequence[SeenCourse]:
        return await self._read(None, before, limit)

    async def decide(self, course_id: UUID, decide: Callable[[Callable[[UUID], KraftcenterWork]], Awaitable[T]]) -> T:
        return await self._several.decide(course_id, decide)

    async def _read(self, course_id: UUID | None, before: UUID | None, limit: int) -> list[SeenCourse]:
        async with transaction(self._pool()) as connection:
            courses = [course_from(row) for row in await connection.fetch(_COURSES, course_id, before, limit)]
            counted = await connection.fetch(_GIVEN, [course.id for course in courses])
        given = {row["course_id"]: row["given"] for row in counted}
        return [SeenCourse(course, given.get(course.id, 0)) for course in courses]
