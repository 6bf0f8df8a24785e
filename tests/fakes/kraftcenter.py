"""The kraftcenter service in memory: its reports and handlers as they are, and a clock that can be set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from services.kraftcenter.api import reports
from services.kraftcenter.clocks import clocks
from services.kraftcenter.domain import (
    Intervention,
    open_loops,
)
from services.kraftcenter.ports import Look, SeenGoal, SeenIntervention, Wanted
from services.kraftcenter.subscribers import hears
from shared.contracts import Cause, Event, Refused, Report, Waits
from shared.contracts.involvement import READABLE_AFTER_CLOSING
from shared.timers import ClockLengths, Timer
from tests.fakes.kraftcenter_work import FakeKept, FakeWork


class FakeWorld:
    """`tests.suites.kraftcenter_work.World` in memory. `now` may be set."""

    def __init__(self, lengths: str = "") -> None:
        self.now = datetime(2026, 12, 20, 12, tzinfo=UTC)
        self.lengths = ClockLengths.parse(lengths)
        self._works: dict[UUID, FakeWork] = {}
        self._looks: list[tuple[UUID, Look]] = []

    async def report(self, report: Report[Any]) -> Literal["accepted", "waiting"]:
        before = self._of(report.subject)
        try:
            await self._decide(report)
        except Waits:
            self._works[report.subject] = replace(before, waiting=(*before.waiting, report))
            return "waiting"
        await self._settle(report.subject)
        return "accepted"

    async def hear(self, event: Event[Any]) -> None:
        work = self._of(event.subject).copy(self.now)
        work.cause = Cause(event.id, event.time, None, event.correlationid, None)
        if work.involvement.erased:
            return
        work.involvement = work.involvement.apply(event)
        await hears.handle(event, work)  # type: ignore[arg-type]  # the fake stands in for the real work
        self._works[event.subject] = self._erased(work) if work.involvement.erased else work
        await self._settle(event.subject)

    async def timers_of(self, citizen_id: UUID) -> Mapping[tuple[str, UUID], datetime]:
        return dict(self._of(citizen_id).timers)

    async def run_out(self, citizen_id: UUID, kind: str, ref: UUID) -> None:
        work = self._of(citizen_id).copy(self.now)
        timer = Timer(kind, ref, citizen_id, work.timers[kind, ref])
        work.cause = Cause(uuid4(), timer.due, None, None, None)
        work.clear_timer(kind, ref)
        await clocks.ran_out(timer, work)
        self._works[citizen_id] = work

    async def published(self, citizen_id: UUID) -> Sequence[Event[Any]]:
        return self._of(citizen_id).published

    async def waiting(self, citizen_id: UUID) -> int:
        return len(self._of(citizen_id).waiting)

    async def looks_at(self, citizen_id: UUID) -> Sequence[str]:
        return [look.purpose for looked_at, look in self._looks if looked_at == citizen_id]

    async def goals(
        self, look: Look, citizen_id: UUID, *, after: UUID | None = None, limit: int = 50
    ) -> Sequence[SeenGoal] | None:
        work = self._works.get(citizen_id, self._new(citizen_id))
        loops = self._open_loops(look, work)
        if loops is None:
            return None
        if work.involvement.known and not work.involvement.erased:
            self._looks.append((citizen_id, look))
        words = {id_: said.citizen_words for id_, said in work.words.items() if said.citizen_words is not None}
        goals = sorted(work.goals, key=lambda goal: goal.event_id)
        return [
            SeenGoal(goal, [s for s in work.sub_goals if s.goal_id == goal.id and not s.erred], words)
            for goal in goals
            if goal.loop in loops and not goal.erred and (after is None or goal.event_id > after)
        ][:limit]

    async def intervention(self, look: Look, intervention_id: UUID) -> SeenIntervention | None:
        for citizen_id, work in self._works.items():
            found = work.interventions.get(intervention_id)
            if found is not None and found.loop in (self._open_loops(look, work) or ()):
                self._looks.append((citizen_id, look))
                return SeenIntervention(citizen_id, found)
        return None

    async def interventions(self, look: Look, wanted: Wanted) -> Sequence[SeenIntervention]:
        found = [
            SeenIntervention(citizen_id, each)
            for citizen_id, work in self._works.items()
            for each in work.interventions
            if wanted.citizen_id in (None, citizen_id) and self._is_wanted(look, wanted, each, work)
        ]
        newest = sorted(found, key=lambda seen: seen.intervention.event_id, reverse=True)[: wanted.limit + 1]
        self._looks += [(citizen_id, look) for citizen_id in {seen.citizen_id for seen in newest[: wanted.limit]}]
        return newest

    def _is_wanted(self, look: Look, wanted: Wanted, each: Intervention, work: FakeWork) -> bool:
        late = each.owed is not None and each.owed.level > 0
        lately = (self.now - READABLE_AFTER_CLOSING).date()
        return (
            each.department == look.reader.department
            and each.state == wanted.state
            and wanted.overdue in (None, late)
            and (each.ended_on is None or each.ended_on >= lately)
            and (wanted.before is None or each.event_id < wanted.before)
            and each.loop in (self._open_loops(look, work) or ())
        )

    def work_on(self, subject: UUID) -> FakeWork:
        """A copy to decide on, as nobody is kept who nothing was decided about; `keep` puts it in place."""
        return self._works.get(subject, self._new(subject)).copy(self.now)

    def keep(self, work: FakeWork) -> None:
        self._works[work.subject] = work

    def every_work(self) -> Sequence[FakeWork]:
        return list(self._works.values())

    def _erased(self, work: FakeWork) -> FakeWork:
        for each in self._works.values():
            each.places = FakeKept((p.id, p) for p in each.places if p.citizen_id != work.subject)
        for kind, course_id in work.courses_to_look_at:
            self._of(course_id).timers[kind, course_id] = self.now
        return replace(self._new(work.subject), involvement=work.involvement, published=work.published)

    def _open_loops(self, look: Look, work: FakeWork) -> list[UUID] | None:
        return open_loops(look.reader, work.subject, work.involvement, self.now, breaks_the_glass=look.breaks_the_glass)

    def _of(self, citizen_id: UUID) -> FakeWork:
        return self._works.setdefault(citizen_id, self._new(citizen_id))

    def _new(self, subject: UUID) -> FakeWork:
        return FakeWork(subject, self.now, lengths=self.lengths, every=self._works)

    async def _decide(self, report: Report[Any]) -> None:
        handler = reports.handler(report.type)
        assert handler is not None, "nobody takes reports of this type"
        work = self._of(report.subject).copy(self.now)
        work.cause = Cause(report.id, report.time, report.reporter.department, None, report.traceparent)
        await handler(report, work)
        self._works[report.subject] = work

    async def _settle(self, citizen_id: UUID) -> None:
        progress = True
        while progress:
            progress = False
            for report in self._of(citizen_id).waiting:
                try:
                    await self._decide(report)
                except Waits:
                    continue
                except Refused:
                    pass
                left = tuple(waits for waits in self._of(citizen_id).waiting if waits.id != report.id)
                self._works[citizen_id] = replace(self._of(citizen_id), waiting=left)
                progress = True
