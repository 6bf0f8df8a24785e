"""A made-up service on the real floors: it decides on goals and starts, notes what it hears, and fails if asked to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from shared.contracts import (
    Event,
    GoalSet,
    InterventionStarted,
    NoticeRead,
    NoticesDelivered,
    Refused,
    Report,
    Told,
    Waits,
)
from shared.identity import Apps, Keyring
from shared.intake import WAITING, Desk, KafkaIntake, Reports, ReportsAgain, note_reach, note_told
from shared.messaging import Hears, SubjectRow, SubjectWork, Unit
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.decider import Decider
from shared.messaging.events_again import EventsAgain
from shared.messaging.reader import Reader
from shared.messaging.replay import Replay
from shared.messaging.waiting import Waiting
from shared.postgres import Connection, Pool
from shared.postgres.effects import insert
from shared.telemetry import Metrics
from shared.timers import ClockLengths, Clocks, Timed, Timer, clear_timer
from shared.timers.ticker import still_due
from tests.suites.floor_words import a_cause, created, event

HEARD = insert("heard", subject="uuid", event_id="uuid")
KEYRING = Keyring(bytes(32))


class HouseWork(Timed, SubjectWork):
    """No state of its own but what it has heard."""

    clock_lengths = ClockLengths()


class HouseStorage:
    async def open(self, connection: Connection, unit: Unit, rows: Sequence[SubjectRow]) -> Mapping[UUID, HouseWork]:
        return {row.subject: HouseWork("kraftcenter", unit, row, KEYRING) for row in rows}


class House:
    """The floors put together as the chassis does it.

    Events whose notice, timers whose ref and goals whose id stands in `broken` cannot be handled; goals in `refused`
    are refused after everything was changed, goals in `brings` make a referral of that id known; `tells` is told of
    every goal, and `advises` holds what reports of an id are hinted.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.broken: set[UUID] = set()
        self.refused: set[UUID] = set()
        self.brings: set[UUID] = set()
        self.tells: tuple[Told, ...] = ()
        self.advises: dict[UUID, str] = {}
        self.rung: list[str] = []
        self.metrics = Metrics()
        reports, hears = Reports(), Hears("referral.events", "notifications.events")
        reports.on(GoalSet)(self._set_goal)
        reports.on(InterventionStarted)(self._start)
        hears.every(self._hear)
        again = ReportsAgain("kraftcenter", reports)
        waiting: Waiting[HouseWork] = Waiting()
        waiting.on("report", again)
        waiting.on("event", EventsAgain(hears))
        self.decider: Decider[HouseWork] = Decider(
            pool, HouseStorage(), waiting, self.metrics, finish=self._finish, committed=self._committed
        )
        self.desk = Desk("kraftcenter", pool, self.decider, reports, ClockLengths(), self.metrics)
        self.intake = KafkaIntake(
            "kraftcenter", pool, self.desk, Apps({"kraftcenter-app": "kraftcenter"}), self.metrics
        )
        letters = DeadLetters()
        self.reader = Reader("kraftcenter", pool, self.decider, hears, letters, self.metrics)
        self.replay = Replay("kraftcenter", pool, self.decider, hears, letters)
        self.clocks = Clocks()
        self.clocks.on_silence(WAITING)(again.time_is_up)
        self.clocks.on_silence("answer")(self._answer)

    async def publish(self, subject: UUID, *facts: Any) -> list[Event[Any]]:
        """One decision that makes these facts."""

        async def decide(_: Connection, work: HouseWork) -> list[Event[Any]]:
            work.cause = a_cause()
            return [work.publish(fact) for fact in facts]

        return await self.decider.once(subject, decide)

    async def fire(self, timer: Timer) -> bool:
        async def decide(connection: Connection, work: HouseWork) -> bool:
            if not await still_due(connection, timer, silence=timer.kind in self.clocks.silences()):
                return False
            work.cause = a_cause()
            clear_timer(work, timer.kind, timer.ref)
            await self.clocks.ran_out(timer, work)
            return True

        return await self.decider.once(timer.subject, decide)

    async def heard(self, subject: UUID) -> list[UUID]:
        """What took effect on the subject, in order."""
        rows = await self.pool.fetch("SELECT event_id FROM heard WHERE subject = $1 ORDER BY seq", subject)
        return [row["event_id"] for row in rows]

    async def stands_in(self, table: str) -> int:
        return int(await self.pool.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608 (the tests' own words)

    async def _set_goal(self, report: Report[GoalSet], work: HouseWork) -> None:
        goal = work.publish(report.data)
        self._advise(report, work)
        if self.tells:
            work.publish(NoticesDelivered(event_id=goal.id, told=self.tells))
        if report.data.goal_id in self.broken:
            raise RuntimeError("a fault of ours, with words nobody may read: Jens Hansen")
        if report.data.goal_id in self.brings:
            work.hear(event(work.subject, created(report.data.goal_id)))
        if report.data.goal_id in self.refused:
            # After everything a handler may have changed by then.
            work.put(HEARD, report.id, (work.subject, report.id))
            work.set_timer("answer", report.data.goal_id, work.now)
            work.seal(b"words", b"")
            raise Refused("illegal-move", "Nej.", pointer="/data/goal_id")

    async def _start(self, report: Report[InterventionStarted], work: HouseWork) -> None:
        if report.data.referral_id is not None and work.involvement.referral(report.data.referral_id) is None:
            raise Waits
        work.publish(report.data)
        self._advise(report, work)

    def _advise(self, report: Report[Any], work: HouseWork) -> None:
        if report.id in self.advises:
            work.hint(self.advises[report.id])

    async def _hear(self, heard: Event[Any], work: HouseWork) -> None:
        work.put(HEARD, heard.id, (work.subject, heard.id))
        note_told(work.unit, heard)
        note_reach(work.unit, heard)
        if isinstance(heard.data, NoticeRead) and heard.data.notice_id in self.broken:
            raise RuntimeError("a fault of ours, with words nobody may read: Jens Hansen")

    async def _answer(self, timer: Timer, work: HouseWork) -> None:
        if timer.ref in self.broken:
            raise RuntimeError("a fault of ours")
        work.put(HEARD, timer.ref, (work.subject, timer.ref))

    def _finish(self, unit: Unit) -> None:
        for published in unit.published:
            note_told(unit, published)

    def _committed(self, unit: Unit) -> None:
        self.rung.extend(unit.channels)
