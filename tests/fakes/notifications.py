"""The notifications service in memory: its doors and handlers as they are, nothing stored, and a clock of its own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from services.notifications.api import reports
from services.notifications.domain.delivery import Delivery
from services.notifications.subscribers import hears
from shared.contracts import Cause, Event, Report, Waits
from tests.fakes.notifications_citizens import FakeCitizens
from tests.fakes.notifications_kept import Kept
from tests.fakes.notifications_knowledge import FakeKnowledge
from tests.fakes.notifications_known import FakeKnown
from tests.fakes.notifications_mail import FakeMail
from tests.fakes.notifications_work import FakeWork

T = TypeVar("T")


class FakeWorld(FakeKnown, FakeCitizens):
    """`tests.suites.notifications_world.World` in memory; it is its own `reads` and `decisions`."""

    def __init__(self) -> None:
        super().__init__()
        self.knowledge = FakeKnowledge(self)

    @property
    def reads(self) -> "FakeWorld":
        return self

    @property
    def decisions(self) -> "FakeWorld":
        return self

    @property
    def letters(self) -> FakeMail:
        return FakeMail(self)

    @property
    def acceptance(self) -> FakeMail:
        return FakeMail(self)

    async def tried_again(self, subject: UUID) -> None:
        deliveries = self.of(subject).deliveries
        for key, queued in deliveries.items():
            if queued.status == "given_up":
                deliveries[key] = replace(queued, status="queued")

    async def watched(self, subject: UUID) -> Mapping[tuple[str, UUID], datetime]:
        return self.of(subject).timers

    async def stands_in(self, subject: UUID, department: str, who: UUID | None) -> None:
        if who is not None:
            self.of(subject).stand_ins[department] = who

    async def overdue(self, subject: UUID) -> Mapping[UUID, int]:
        return self.of(subject).overdue

    async def stand_ins_mailed(self, who: UUID) -> int:
        return sum(kept.asked.count(who) for kept in self.kept.values())

    async def out(self, subject: UUID) -> Sequence[Delivery]:
        return FakeMail(self).out(subject)

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        handler = reports.handler(report.type)
        assert handler is not None, "nobody takes reports of this type"
        cause = Cause(report.id, report.time, report.reporter.department, None, report.traceparent)
        work = self._work(report.subject, cause)
        await handler(report, work)
        return self._commit(work)

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        work = self._work(event.subject, Cause(event.id, event.time, None, event.correlationid, event.traceparent))
        if event.id in work.kept.heard or work.involvement.erased:
            return []
        if work.involvement.lacks(event):
            raise Waits
        work.kept.heard |= {event.id}
        work.hear(event)
        await hears.handle(event, work)  # type: ignore[arg-type]  # the fake stands in for the real work
        return self._commit(work)

    async def hear_together(self, *events: Event[Any]) -> None:
        for event in events:
            await self.hear(event)

    async def on(
        self, subject: UUID, cause: Cause, decide: Callable[[FakeWork], Awaitable[T]], *, doing: str = ""
    ) -> T:
        work = self._work(subject, cause)
        answer = await decide(work)
        self._commit(work)
        return answer

    async def counted(self, subject: UUID) -> int:
        return self.of(subject).version

    async def queued(self, subject: UUID) -> set[tuple[str, str, str]]:
        return {(q.notice.recipient.key, q.event_type, q.status) for q in self.of(subject).deliveries.values()}

    async def delivery_ids(self, subject: UUID) -> list[UUID]:
        return [queued.notice.id for queued in self.of(subject).deliveries.values()]

    async def looks_at(self, subject: UUID) -> int:
        return self.looks.count(subject)

    def _work(self, subject: UUID, cause: Cause) -> FakeWork:
        return FakeWork(self.of(subject), subject, cause, self.now, self.receivers, self.rules)

    def _commit(self, work: FakeWork) -> Sequence[Event[Any]]:
        known = {n.id: n for n in self.of(work.subject).notices.values()}
        for notice in work.kept.notices.values():
            if known.get(notice.id) != notice:
                self.log.append((notice.id, notice.id in known))
        self.kept[work.subject] = work.kept
        if work.involvement.erased:
            self.kept[work.subject] = Kept(work.kept.involvement, work.kept.version)
            self.looks[:] = [subject for subject in self.looks if subject != work.subject]
            self.knowledge.erase(work.subject)
        return work.published
