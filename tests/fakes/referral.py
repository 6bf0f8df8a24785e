"""The referral service in memory: its doors and handlers as they are, nothing stored, and a clock of its own."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.referral.api import reports
from services.referral.clocks import clocks
from services.referral.domain import NewCitizen, Referral, with_its_use, withdrawn
from services.referral.ports import Look, Seen, SeenCitizen, Wanted
from services.referral.subscribers import hears
from shared.contracts import Cause, Event, Report, Waits
from shared.contracts.involvement import Involvement
from shared.timers import ClockLengths, Timer
from tests.fakes.referral_erasures import FakeErasures
from tests.fakes.referral_overviews import FakeOverviews
from tests.fakes.referral_work import FakeWork, Kept

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FakeWorld:
    """`tests.suites.referral_world.World` in memory. `now` may be set; `looks` are the rows of the access log."""

    def __init__(self, lengths: str = "") -> None:
        self.now = MONDAY
        self.lengths = ClockLengths.parse(lengths)
        self.looks: list[tuple[Look, UUID]] = []
        self.hinted: Sequence[str] = ()
        self.numbers: dict[str, UUID] = {}
        self._kept: dict[UUID, Kept] = {}
        self.overviews = FakeOverviews(lambda: self.now, self._kept)
        self.erasures = FakeErasures(self)
        self._told: list[Event[Any]] = []

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        handler = reports.handler(report.type)
        assert handler is not None, "nobody takes reports of this type"
        work = self._work(report.subject, Cause(report.id, report.time, report.reporter.department, None, None))
        await handler(report, work)
        return self._commit(work)

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        cause = Cause(event.id, event.time, None, event.correlationid, None)
        work = self._work(event.subject, cause)
        if event.id in work.kept.heard:
            return []
        work.kept.heard.add(event.id)
        if work.involvement.erased:
            return []
        if work.involvement.lacks(event):
            raise Waits
        work.hear(event)
        await hears.handle(event, work)  # type: ignore[arg-type]  # the fake stands in for the real work
        return self._commit(work)

    async def run_out(self, subject: UUID, kind: str, ref: UUID) -> Sequence[Event[Any]]:
        due = self._of(subject).timers[kind, ref]
        work = self._work(subject, Cause(uuid4(), due, None, None, None))
        work.clear_timer(kind, ref)
        await clocks.ran_out(Timer(kind, ref, subject, due), work)
        return self._commit(work)

    async def referral_of(self, subject: UUID, referral_id: UUID) -> Referral | None:
        return self._of(subject).referrals.get(referral_id)

    def put(self, subject: UUID, referral: Referral) -> None:
        """As another version of the service would have left it."""
        self._of(subject).referrals[referral.id] = referral

    def passed_over(self, event: Event[Any]) -> None:
        """As a version of the service that makes nothing of it would have read it."""
        kept = self._of(event.subject)
        kept.heard.add(event.id)
        kept.involvement = kept.involvement.apply(event)

    async def involvement_of(self, subject: UUID) -> Involvement:
        return self._of(subject).involvement

    async def timers_of(self, subject: UUID) -> dict[tuple[str, UUID], datetime]:
        return dict(self._of(subject).timers)

    async def looks_at(self, citizen_id: UUID) -> Sequence[Look]:
        return [look for look, id_ in self.looks if id_ == citizen_id]

    @property
    def index(self) -> "FakeWorld":
        return self

    async def made_at(self, subject: UUID, referral_id: UUID, at: datetime) -> None:
        kept = self._of(subject).referrals
        kept[referral_id] = replace(kept[referral_id], created_at=at)

    async def enrol(self, look: Look, citizen: NewCitizen) -> UUID:
        citizen_id = self.numbers.setdefault(citizen.cpr, uuid4())
        kept = self._of(citizen_id)
        kept.name = kept.name or citizen.name
        self.looks.append((look, citizen_id))
        return citizen_id

    async def referral(self, look: Look, referral_id: UUID) -> Seen | None:
        found = self._seen(look, lambda _, r: r.id == referral_id)[:1]
        self._log(look, found)
        return found[0] if found else None

    async def referrals(self, look: Look, wanted: Wanted) -> Sequence[Seen]:
        def fits(citizen_id: UUID, r: Referral) -> bool:
            return (
                wanted.citizen_id in (None, citizen_id)
                and wanted.state in (None, r.state)
                and wanted.overdue in (None, r.overdue_level > 0)
                and wanted.offer in (None, r.offer)
                and (wanted.after is None or (r.created_at, citizen_id, r.id) < wanted.after)
            )

        found = sorted(
            self._seen(look, fits), key=lambda s: (s.referral.created_at, s.citizen_id, s.referral.id), reverse=True
        )[: wanted.limit + 1]
        self._log(look, found[: wanted.limit])
        return found

    async def find(self, look: Look, cpr: str) -> UUID | None:
        citizen_id = self.numbers.get(cpr)
        if citizen_id is None or await self.citizen(look, citizen_id) is None:
            return None
        return citizen_id

    async def citizens(self, look: Look, citizens: Sequence[UUID]) -> Sequence[SeenCitizen]:
        return [seen for each in citizens if (seen := await self.citizen(look, each)) is not None]

    async def citizen(self, look: Look, citizen_id: UUID) -> SeenCitizen | None:
        kept = self._kept.get(citizen_id, Kept())
        reader = look.reader.department
        allowed = look.breaks_the_glass or kept.involvement.may_read_name(reader, self.now)
        if kept.name is None or not allowed:
            return None
        self.looks.append((look, citizen_id))
        shown = kept.involvement
        if not look.breaks_the_glass:
            for id_, referral in kept.involvement.loops.referrals.items():
                loop = shown.loop(referral.loop)
                if loop is not None and loop.quiet and reader not in loop.parties:
                    others = {k: r for k, r in shown.loops.referrals.items() if k != id_}
                    shown = replace(shown, loops=replace(shown.loops, referrals=others))
        return SeenCitizen(citizen_id, tuple(sorted(shown.departments())), kept.name)

    def _seen(self, look: Look, fits: Callable[[UUID, Referral], bool]) -> list[Seen]:
        return [
            Seen(citizen_id, with_its_use(referral, kept.involvement), _note(kept, referral.id))
            for citizen_id, kept in self._kept.items()
            for referral in kept.referrals.values()
            if fits(citizen_id, referral)
            and (
                look.breaks_the_glass or kept.involvement.may_read_loop(look.reader.department, referral.loop, self.now)
            )
        ]

    def _log(self, look: Look, seen: Sequence[Seen]) -> None:
        self.looks += [(look, citizen_id) for citizen_id in sorted({s.citizen_id for s in seen})]

    def _of(self, subject: UUID) -> Kept:
        return self._kept.setdefault(subject, Kept())

    async def published_of(self, subject: UUID) -> Sequence[Event[Any]]:
        return [event for event in self._told if event.subject == subject]

    def work_on(self, subject: UUID, cause: Cause) -> FakeWork:
        """A copy to decide on; `erase` leaves of its citizen that they are erased."""
        return self._work(subject, cause)

    def erase(self, work: FakeWork) -> None:
        self._told += work.published
        self._kept[work.subject] = Kept(work.involvement, work.kept.version)
        self.numbers = {cpr: id_ for cpr, id_ in self.numbers.items() if id_ != work.subject}
        self.looks[:] = [(look, id_) for look, id_ in self.looks if id_ != work.subject]

    def _work(self, subject: UUID, cause: Cause) -> FakeWork:
        return FakeWork(self.now, self.lengths, subject, cause, self._of(subject).copy())

    def _commit(self, work: FakeWork) -> Sequence[Event[Any]]:
        self._kept[work.subject] = work.kept
        self._told += work.published
        self.hinted = work.hints
        return work.published


def _note(kept: Kept, referral_id: UUID) -> str | None:
    wrong = withdrawn(kept.referrals[referral_id].history)
    notes = [json.loads(words)["note"] for id_, event, words in kept.words if id_ == referral_id and event not in wrong]
    return "\n\n".join(filter(None, notes)) or None
