"""Courses as anyone may see them, read set-wise."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.kraftcenter.domain import Course
from services.kraftcenter.ports import SeenCourse
from services.kraftcenter.storage.course_rows import COURSE, course_from
from services.kraftcenter.storage.rows import columns
from shared.postgres import Connection

_NAMED = f"SELECT {columns(COURSE)} FROM courses WHERE NOT erred AND course_id = ANY($1::uuid[])"  # noqa: S608
_LISTED = f"""
SELECT {columns(COURSE)} FROM courses WHERE NOT erred AND ($1::uuid IS NULL OR event_id < $1)
ORDER BY event_id DESC LIMIT $2
"""  # noqa: S608 (constants of this service)
# Counted there: whose the places are is nothing that a reader of courses needs.
_GIVEN = """
SELECT course_id, count(*) AS given FROM places WHERE state = 'given' AND course_id = ANY($1::uuid[]) GROUP BY course_id
"""


async def named(connection: Connection, ids: Sequence[UUID]) -> list[SeenCourse]:
    """Those of these that stand, without what is offered instead."""
    return await counted(connection, [course_from(row) for row in await connection.fetch(_NAMED, ids)])


async def listed(connection: Connection, before: UUID | None, limit: int) -> list[SeenCourse]:
    """See `ports.Courses.courses`; without what is offered instead."""
    return await counted(connection, [course_from(row) for row in await connection.fetch(_LISTED, before, limit)])


async def counted(connection: Connection, courses: Sequence[Course]) -> list[SeenCourse]:
    """The courses, with how many have a place in each."""
    rows = await connection.fetch(_GIVEN, [course.id for course in courses]) if courses else []
    given = {row["course_id"]: row["given"] for row in rows}
    return [SeenCourse(course, given.get(course.id, 0)) for course in courses]


async def with_instead(connection: Connection, seen: Sequence[SeenCourse]) -> list[SeenCourse]:
    """The same, with what is offered instead (C2)."""
    following = [each.course.next_course_id for each in seen if each.course.next_course_id is not None]
    found = await named(connection, following) if following else []
    takes = {each.course.id for each in found if each.closed is None}
    return [replace(each, instead=each.course.next_course_id) if each.course.next_course_id in takes else each
            for each in seen]  # fmt: skip
