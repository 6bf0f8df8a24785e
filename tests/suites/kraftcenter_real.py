"""The kraftcenter service on PostgreSQL, with the parts it runs on; reports and records are handed to them directly."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import SecretStr

from services.kraftcenter import handlers
from services.kraftcenter.app import SERVICE
from services.kraftcenter.clocks import clocks
from services.kraftcenter.ports import Look, SeenGoal, SeenIntervention, Wanted
from services.kraftcenter.storage import KraftcenterWork, PostgresReads
from shared.contracts import Cause, Event, Report
from shared.contracts.cloudevents import from_kafka, to_kafka
from shared.messaging.glass import Glass
from shared.messaging.record import Record
from shared.postgres import Connection, Pool, open_pool
from shared.runtime.parts import Parts
from shared.runtime.settings import Settings
from shared.telemetry import Metrics
from shared.timers import Timer

_PUBLISHED = "SELECT payload, headers FROM outbox WHERE aggregateid = $1 ORDER BY seq"
_WAITING = "SELECT count(*) FROM waiting WHERE subject = $1 AND kind = 'report'"
_LOOKS = "SELECT purpose FROM access_log WHERE citizen_id = $1 ORDER BY id"


class RealWorld:
    """`tests.suites.kraftcenter_work.World` on a database that is migrated and that no relay empties."""

    def __init__(self, pool: Pool, parts: Parts) -> None:
        self.pool = pool
        self.parts = parts
        self.now = datetime.now(UTC)
        self._reads = PostgresReads(parts.keyring, Glass(pool, lambda: parts.decider, handlers.glass_broken))
        self._offset = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, database_url: str) -> "AsyncIterator[RealWorld]":
        """`database_url` is that of the service's own role."""
        settings = Settings(
            database_url=SecretStr(database_url),
            kafka_bootstrap="127.0.0.1:9",
            kafka_username="kraftcenter",
            kafka_password=SecretStr("unused"),
            issuer="http://127.0.0.1:9",
            key_encryption_key=SecretStr(b64encode(bytes(32)).decode()),
        )
        pool = await open_pool(database_url, application_name="kraftcenter suite", max_size=4)
        try:
            yield cls(pool, Parts(SERVICE, settings, pool, Metrics()))
        finally:
            await pool.close()

    async def report(self, report: Report[Any]) -> Literal["accepted", "waiting"]:
        receipt = await self.parts.desk.take(report)
        return "waiting" if receipt.status == "waiting" else "accepted"

    async def hear(self, event: Event[Any]) -> None:
        key, value, headers = to_kafka(event)
        self._offset += 1
        await self.parts.reader.read([Record(f"{event.data.owner}.events", 0, self._offset, key, headers, value)])

    async def timers_of(self, citizen_id: UUID) -> Mapping[tuple[str, UUID], datetime]:
        rows = await self.pool.fetch("SELECT kind, ref, due FROM timers WHERE subject = $1", citizen_id)
        return {(row["kind"], row["ref"]): row["due"] for row in rows}

    async def run_out(self, citizen_id: UUID, kind: str, ref: UUID) -> None:
        timer = Timer(kind, ref, citizen_id, (await self.timers_of(citizen_id))[kind, ref])

        async def decide(_: Connection, work: KraftcenterWork) -> None:
            work.cause = Cause(uuid4(), timer.due, None, None, None)
            work.clear_timer(kind, ref)
            await clocks.ran_out(timer, work)

        await self.parts.decider.once(citizen_id, decide)

    async def published(self, citizen_id: UUID) -> Sequence[Event[Any]]:
        rows = await self.pool.fetch(_PUBLISHED, citizen_id)
        return [
            from_kafka(((name, text.encode()) for name, text in json.loads(row["headers"]).items()), row["payload"])
            for row in rows
        ]

    async def waiting(self, citizen_id: UUID) -> int:
        count: int = await self.pool.fetchval(_WAITING, citizen_id)
        return count

    async def looks_at(self, citizen_id: UUID) -> Sequence[str]:
        return [row["purpose"] for row in await self.pool.fetch(_LOOKS, citizen_id)]

    async def goals(
        self, look: Look, citizen_id: UUID, *, after: UUID | None = None, limit: int = 50
    ) -> Sequence[SeenGoal] | None:
        return await self._reads.goals(look, citizen_id, after=after, limit=limit)

    async def intervention(self, look: Look, intervention_id: UUID) -> SeenIntervention | None:
        return await self._reads.intervention(look, intervention_id)

    async def interventions(self, look: Look, wanted: Wanted) -> Sequence[SeenIntervention]:
        return await self._reads.interventions(look, wanted)
