"""The referral service's work on the real database, behind its doors, as `tests.suites.referral_world.World`."""

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.referral import handlers
from services.referral.api import reports
from services.referral.clocks import clocks
from services.referral.domain import NewCitizen, Referral
from services.referral.ports import Look, Overviews, Seen, SeenCitizen, Wanted
from services.referral.storage import (
    HELD,
    PostgresErasures,
    PostgresIndex,
    PostgresReads,
    ReferralStorage,
    ReferralWork,
)
from services.referral.subscribers import hears
from shared.contracts import Cause, Event, Report, Reporter, Waits, cloudevents
from shared.contracts.involvement import Involvement
from shared.identity import Keyring, reason_in
from shared.messaging.dead_letters import DeadLetters
from shared.messaging.decider import Decider
from shared.messaging.glass import Glass
from shared.messaging.reader import Reader
from shared.messaging.record import Record
from shared.messaging.unit import Unit
from shared.messaging.waiting import Waiting
from shared.postgres import Connection, Pool, open_pool
from shared.runtime import read_settings
from shared.runtime.parts import HELD_BY_ALL
from shared.telemetry import Metrics
from shared.timers import ClockLengths, Timer


class RealWorld:
    """One test's own: under a CPR key of its own nobody is known yet, so that tests can share a database."""

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self.pool = pool
        self.keyring = keyring
        self.glass = Glass(pool, lambda: self._decider, handlers.glass_broken)
        self._reads = PostgresReads(pool, keyring, PostgresIndex(pool, keyring, os.urandom(32)), self.glass)
        self._published: list[Event[Any]] = []
        self._told_of: list[Event[Any]] = []
        self.hinted: Sequence[str] = ()
        self._decider: Decider[ReferralWork] = Decider(
            pool,
            ReferralStorage("referral", keyring, ClockLengths()),
            Waiting(),
            Metrics(),
            finish=lambda unit: None,
            committed=self._take,
            held=(*HELD, *HELD_BY_ALL),
        )
        self.erasures = PostgresErasures(lambda: pool, lambda: keyring, lambda: self._decider, lambda: self.glass)
        self._reader = Reader("referral", pool, self._decider, hears, DeadLetters(), Metrics())

    @classmethod
    @asynccontextmanager
    async def open(cls, environment: Mapping[str, str]) -> "AsyncIterator[RealWorld]":
        settings = read_settings(environment)
        pool = await open_pool(settings.database_url.get_secret_value(), application_name="tests")
        try:
            yield cls(pool, Keyring(settings.wrapping_key()))
        finally:
            await pool.close()

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        handler = reports.handler(report.type)
        assert handler is not None, "nobody takes reports of this type"

        async def decide(_: Connection, work: ReferralWork) -> None:
            work.cause = Cause(report.id, report.time, report.reporter.department, None, None)
            await handler(report, work)

        await self._decider.once(report.subject, decide)
        return self._told()

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        key, value, headers = cloudevents.to_kafka(event)
        await self._reader.read([Record("kraftcenter.events", 0, 0, key, headers, value)])
        # Taken out again: other tests on this stack wait until nothing waits.
        if await self.pool.fetchval("DELETE FROM waiting WHERE id = $1 RETURNING id", event.id):
            raise Waits
        assert not await self.pool.fetchval("SELECT EXISTS (SELECT FROM dead_letters WHERE event_id = $1)", event.id)
        return self._told()

    async def run_out(self, subject: UUID, kind: str, ref: UUID) -> Sequence[Event[Any]]:
        timer = Timer(kind, ref, subject, (await self.timers_of(subject))[kind, ref])

        async def decide(_: Connection, work: ReferralWork) -> None:
            work.cause = Cause(uuid4(), timer.due, None, None, None)
            work.clear_timer(kind, ref)
            await clocks.ran_out(timer, work)

        await self._decider.once(subject, decide)
        return self._told()

    async def referral_of(self, subject: UUID, referral_id: UUID) -> Referral | None:
        async def look(_: Connection, work: ReferralWork) -> Referral | None:
            return work.referrals.get(referral_id)

        return await self._decider.once(subject, look)

    async def involvement_of(self, subject: UUID) -> Involvement:
        return Involvement.load(
            await self.pool.fetchval("SELECT involvement FROM subjects WHERE subject = $1", subject)
        )

    async def timers_of(self, subject: UUID) -> Mapping[tuple[str, UUID], datetime]:
        rows = await self.pool.fetch("SELECT kind, ref, due FROM timers WHERE subject = $1", subject)
        return {(row["kind"], row["ref"]): row["due"] for row in rows}

    async def looks_at(self, citizen_id: UUID) -> Sequence[Look]:
        async with self.pool.acquire() as connection:
            key = await self.keyring.key_of(connection, citizen_id)
            rows = await connection.fetch("SELECT * FROM access_log WHERE citizen_id = $1 ORDER BY id", citizen_id)
        assert key is not None or not rows
        return [
            Look(
                Reporter(row["actor"], row["role"], row["department"]),
                row["purpose"],
                None
                if row["reason"] is None or key is None
                else reason_in(row["reason"], self.keyring, key, citizen_id, row["actor"], row["at"]),
            )
            for row in rows
        ]

    async def published_of(self, subject: UUID) -> Sequence[Event[Any]]:
        return [event for event in self._told_of if event.subject == subject]

    @property
    def overviews(self) -> Overviews:
        return self._reads.overviews

    async def made_at(self, subject: UUID, referral_id: UUID, at: datetime) -> None:
        await self.pool.execute(
            "UPDATE referrals SET created_at = $3 WHERE citizen_id = $1 AND referral_id = $2", subject, referral_id, at
        )

    async def silence_told_by_an_older_version(self, subject: UUID, referral_id: UUID) -> None:
        """What a version without a journal writes when the answer's clock has run out."""
        mine = "citizen_id = $1 AND referral_id = $2"
        await self.pool.execute(f"UPDATE referrals SET overdue_level = 1 WHERE {mine}", subject, referral_id)  # noqa: S608
        await self.pool.execute(
            "DELETE FROM timers WHERE (subject, kind, ref) = ($1, 'answer', $2)", subject, referral_id
        )

    async def enrol(self, look: Look, citizen: NewCitizen) -> UUID:
        return await self._reads.index.enrol(look, citizen)

    async def find(self, look: Look, cpr: str) -> UUID | None:
        return await self._reads.find(look, cpr)

    async def referral(self, look: Look, referral_id: UUID) -> Seen | None:
        return await self._reads.referral(look, referral_id)

    async def referrals(self, look: Look, wanted: Wanted) -> Sequence[Seen]:
        return await self._reads.referrals(look, wanted)

    async def citizens(self, look: Look, citizens: Sequence[UUID]) -> Sequence[SeenCitizen]:
        return await self._reads.citizens(look, citizens)

    async def citizen(self, look: Look, citizen_id: UUID) -> SeenCitizen | None:
        return await self._reads.citizen(look, citizen_id)

    def _take(self, unit: Unit) -> None:
        self._published.extend(unit.published)
        self._told_of.extend(unit.published)
        self.hinted = list(unit.hints)

    def _told(self) -> Sequence[Event[Any]]:
        told, self._published[:] = list(self._published), []
        return told
