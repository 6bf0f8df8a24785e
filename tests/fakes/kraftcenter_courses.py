"""Courses in memory, beside the kraftcenter service in memory."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4

from services.kraftcenter.clocks import clocks
from services.kraftcenter.ports import SeenCourse
from shared.contracts import Cause
from shared.timers import Timer
from tests.fakes.kraftcenter import FakeWorld
from tests.fakes.kraftcenter_work import FakeWork

T = TypeVar("T")


class FakeCourses:
    """`ports.Courses`. `touched` is everyone the last decision asked for."""

    def __init__(self, world: FakeWorld) -> None:
        self._world = world
        self.touched: set[UUID] = set()

    async def course(self, course_id: UUID) -> SeenCourse | None:
        return next((seen for seen in await self._every() if seen.course.id == course_id), None)

    async def courses(self, *, before: UUID | None = None, limit: int = 50) -> Sequence[SeenCourse]:
        every = sorted(await self._every(), key=lambda seen: seen.course.event_id, reverse=True)
        return [seen for seen in every if before is None or seen.course.event_id < before][:limit]

    async def decide(self, course_id: UUID, decide: Callable[[Callable[[UUID], FakeWork]], Awaitable[T]]) -> T:
        works: dict[UUID, FakeWork] = {}
        cause = Cause(uuid4(), self._world.now, None, None, None)

        def work_of(subject: UUID) -> FakeWork:
            if subject not in works:
                works[subject] = self._world.work_on(subject)
                works[subject].cause = cause
            return works[subject]

        try:
            answer = await decide(work_of)
        finally:
            self.touched = set(works)
        for work in works.values():
            if work.published:
                self._world.keep(work)
        return answer

    async def _every(self) -> list[SeenCourse]:
        works = self._world.every_work()
        found = [await work.course(course.id) for work in works for course in work.courses]
        seen = {each.course.id: each for each in found if each is not None}
        takes = {id_ for id_, each in seen.items() if each.closed is None}
        return [
            replace(each, instead=each.course.next_course_id) if each.course.next_course_id in takes else each
            for each in seen.values()
        ]


class FakeCourseWorld(FakeWorld):
    """`tests.suites.kraftcenter_courses.World` in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.known = FakeCourses(self)

    async def run_out(self, citizen_id: UUID, kind: str, ref: UUID) -> None:
        if not clocks.is_over_several(kind):
            await super().run_out(citizen_id, kind, ref)
            return
        timer = Timer(kind, ref, citizen_id, self._of(citizen_id).timers.pop((kind, ref)))
        await self.known.decide(citizen_id, partial(clocks.ran_out, timer))

    async def kept_of(self, subject: UUID) -> int:
        return len([work for work in self.every_work() if work.subject == subject])
