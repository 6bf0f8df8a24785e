"""The notifications service on the real database, behind its doors, as `tests.suites.notifications_world.World`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.notifications import handlers
from services.notifications.api import reports
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.quiet import SHIPPED_QUIET, Quiet
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.recipient import parse
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.storage import (
    HELD,
    NotificationsStorage,
    NotificationsWork,
    PostgresAcceptance,
    PostgresDecisions,
    PostgresGivenUp,
    PostgresKnowledge,
    PostgresLetters,
    PostgresMutes,
    PostgresReads,
)
from services.notifications.subscribers import hears
from shared.contracts import Cause, Event, Report, Reporter, Waits, cloudevents
from shared.identity import Keyring
from shared.messaging import Unit
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.decider import Decider
from shared.messaging.glass import Glass
from shared.messaging.reader import Reader
from shared.messaging.record import Record
from shared.messaging.waiting import Waiting
from shared.messaging.wake import Wake
from shared.postgres import Connection, Pool, open_pool
from shared.runtime import read_settings
from shared.runtime.parts import HELD_BY_ALL
from shared.telemetry import Metrics

_OUT = """
SELECT id, channel, recipient, event_id, event_type, subject, correlationid, because, traceparent, 1 AS attempts,
    created_at AS since
FROM deliveries WHERE subject = $1 AND status = 'queued'
"""
_STANDS_IN = """
INSERT INTO stand_ins (department, id, contact, own_key, begins_on, ends_on, set_by)
VALUES ($1, $2, '', '', '2000-01-01', '2100-01-01', 'a manager') ON CONFLICT (department) DO UPDATE SET id = $2
"""
_OVERDUE = "SELECT notice_id, level FROM unread_overdue u JOIN notices n ON n.id = u.notice_id WHERE n.subject = $1"


class RealWorld:
    """Tests share a database: each tells of citizens of its own."""

    def __init__(self, pool: Pool, keyring: Keyring, rules: Rules = SHIPPED, quiet: Quiet = SHIPPED_QUIET) -> None:
        self.pool = pool
        self.receivers = NO_RECEIVERS
        self._rules = rules
        self._wake = Wake(pool)
        self._published: list[Event[Any]] = []
        self._decider: Decider[NotificationsWork] = Decider(
            pool,
            NotificationsStorage(keyring, self._listening, self._ruled, quiet=quiet),
            Waiting(),
            Metrics(),
            finish=lambda unit: None,
            committed=self._committed,
            held=(*HELD, *HELD_BY_ALL),
        )
        self._reader = Reader("notifications", pool, self._decider, hears, DeadLetters(), Metrics())
        glass = Glass(pool, lambda: self._decider, handlers.glass_broken)
        self.reads = PostgresReads(pool, keyring, lambda: self._wake, glass)
        self.decisions = PostgresDecisions(lambda: self._decider)
        self.mutes = PostgresMutes(pool)
        self.letters = PostgresLetters(pool, keyring)
        self.acceptance = PostgresAcceptance(pool)
        self.knowledge = PostgresKnowledge(pool, keyring, lambda: self._decider, glass)

    @classmethod
    @asynccontextmanager
    async def open(cls, environment: Mapping[str, str], rules: Rules = SHIPPED) -> "AsyncIterator[RealWorld]":
        settings = read_settings(environment)
        pool = await open_pool(settings.database_url.get_secret_value(), application_name="tests")
        try:
            yield cls(pool, Keyring(settings.wrapping_key()), rules)
        finally:
            await pool.close()

    async def _ruled(self, connection: Connection) -> Rules:
        return self._rules

    async def _listening(self, _: Connection) -> Receivers:
        return self.receivers

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        handler = reports.handler(report.type)
        assert handler is not None, "nobody takes reports of this type"

        async def decide(_: Connection, work: NotificationsWork) -> None:
            work.cause = Cause(report.id, report.time, report.reporter.department, None, report.traceparent)
            await handler(report, work)

        await self._decider.once(report.subject, decide)
        return self._told()

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        await self.hear_together(event)
        if await self.pool.fetchval("SELECT EXISTS (SELECT FROM waiting WHERE id = $1)", event.id):
            raise Waits
        assert not await self.pool.fetchval("SELECT EXISTS (SELECT FROM dead_letters WHERE event_id = $1)", event.id)
        return self._told()

    async def hear_together(self, *events: Event[Any]) -> None:
        records = []
        for event in events:
            key, value, headers = cloudevents.to_kafka(event)
            records.append(Record(f"{event.data.owner}.events", 0, 0, key, headers, value))
        await self._reader.read(records)

    async def counted(self, subject: UUID) -> int:
        return await self.pool.fetchval("SELECT version FROM subjects WHERE subject = $1", subject) or 0

    async def queued(self, subject: UUID) -> set[tuple[str, str, str]]:
        found = await self.pool.fetch(
            "SELECT recipient, event_type, status FROM deliveries WHERE subject = $1", subject
        )
        return {(row["recipient"], row["event_type"], row["status"]) for row in found}

    async def delivery_ids(self, subject: UUID) -> list[UUID]:
        return [row["id"] for row in await self.pool.fetch("SELECT id FROM deliveries WHERE subject = $1", subject)]

    async def tried_again(self, subject: UUID) -> None:
        operator = Reporter("drift", "operator")
        for row in await self.pool.fetch(
            "SELECT id FROM deliveries WHERE subject = $1 AND status = 'given_up'", subject
        ):
            await PostgresGivenUp(self.pool).again(operator, row["id"])

    async def watched(self, subject: UUID) -> Mapping[tuple[str, UUID], datetime]:
        found = await self.pool.fetch("SELECT kind, ref, due FROM timers WHERE subject = $1", subject)
        return {(row["kind"], row["ref"]): row["due"] for row in found}

    async def stands_in(self, subject: UUID, department: str, who: UUID | None) -> None:
        await self.pool.execute("DELETE FROM stand_ins WHERE department = $1", department)
        if who is not None:
            await self.pool.execute(_STANDS_IN, department, who)

    async def overdue(self, subject: UUID) -> Mapping[UUID, int]:
        found = await self.pool.fetch(_OVERDUE, subject)
        return {row["notice_id"]: row["level"] for row in found}

    async def stand_ins_mailed(self, who: UUID) -> int:
        key = f"person:{who}"
        return await self.pool.fetchval("SELECT count(*) FROM deliveries WHERE recipient = $1", key) or 0

    async def out(self, subject: UUID) -> Sequence[Delivery]:
        found = await self.pool.fetch(_OUT, subject)
        return [Delivery(**dict(row) | {"recipient": parse(row["recipient"])}) for row in found]

    async def looks_at(self, subject: UUID) -> int:
        count: int = await self.pool.fetchval("SELECT count(*) FROM access_log WHERE citizen_id = $1", subject)
        return count

    def _committed(self, unit: Unit) -> None:
        self._published += unit.published
        for channel in unit.channels:
            self._wake.ring(channel)

    def _told(self) -> Sequence[Event[Any]]:
        told, self._published[:] = list(self._published), []
        return told
