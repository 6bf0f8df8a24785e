"""Where it is measured: a Stack with the real PostgreSQL and Kafka, every database migrated, and no service running.

What a row does not ask for is not there to take time from it; a row that needs services starts its own.
"""

import logging
import os
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import asyncpg

from benchmarks.pairing import REPEATS, Measure, Pair, in_turns
from deploy.embedded.postgres.part import SUPERUSER
from deploy.embedded.stack import Stack
from deploy.migrations import folders
from shared.contracts.event import Event
from shared.messaging.outbox import OUTBOX, put_in_outbox
from shared.messaging.topics import SERVICES
from shared.messaging.unit import Unit
from shared.postgres import Pool, migrate, open_pool
from shared.runtime import Chassis, Settings, read_settings
from shared.runtime.parts import Parts
from shared.telemetry import Metrics, configure_logs

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_APPEND_ONLY = {"rule_versions"}
"""Tables that refuse to be emptied; no load writes to them."""
_OUTBOX_COLUMNS = tuple(name for name, _ in OUTBOX.columns)


class Place:
    """Everything a row may use. `small`: sizes only large enough to see that the row works."""

    def __init__(self, stack: Stack, *, repeats: int, small: bool) -> None:
        self.stack = stack
        self.small = small
        self.repeats = 1 if small else repeats
        self._kept: dict[str, set[str]] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls, root: Path | None = None, *, repeats: int = REPEATS, small: bool = False
    ) -> "AsyncIterator[Place]":
        """On a stack of its own under `root`, or a folder that is gone afterwards."""
        configure_logs("benchmarks", "benchmarks", level=logging.ERROR)
        with tempfile.TemporaryDirectory(prefix="samspil-bench-") as made:
            async with Stack(root or Path(made), services=(), parts={"postgres", "kafka"}) as stack:
                yield await cls.on(stack, repeats=repeats, small=small)

    @classmethod
    async def on(cls, stack: Stack, *, repeats: int = REPEATS, small: bool = False) -> "Place":
        """On a stack that runs already, without services."""
        place = cls(stack, repeats=repeats, small=small)
        for service in SERVICES:
            await migrate(place.owner_url(service), folders(service), service_role=service)
            async with place.owner(service) as connection:
                tables = [row[0] for row in await connection.fetch(_TABLES)]
                # What a migration itself wrote is the service's, not a load's.
                place._kept[service] = {
                    table
                    for table in tables
                    if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608 (the schema's own)
                }
        return place

    def size(self, full: int, small: int) -> int:
        """How many: `full` where figures are asked for, `small` to see that the row works."""
        return small if self.small else full

    async def in_turns(self, ours: Measure, theirs: Measure) -> Pair:
        """Both measured in turns, as often as was asked for; the small form runs each once, cold."""
        return await in_turns(ours, theirs, self.repeats, warm_up=not self.small)

    def environment(self, service: str) -> dict[str, str]:
        """What the service is started with, and the owner's address for a migration."""
        return self.stack.environment(service)

    def settings(self, service: str) -> Settings:
        return read_settings(self.environment(service))

    def owner_url(self, service: str) -> str:
        """The address of the service's database, as the role that owns its tables."""
        return self.environment(service)["SAMSPIL_MIGRATION_DATABASE_URL"]

    def superuser_url(self, database: str = "postgres") -> str:
        """For what not even the owner may do."""
        return self.stack._plan.postgres.url(SUPERUSER, database)

    @asynccontextmanager
    async def parts(self, service: str, **environment: str) -> AsyncIterator[Parts]:
        """The service's parts as its app wires them, on a pool of the chassis' size; none of them runs by itself."""
        told: Mapping[str, str] = {**self.environment(service), **environment}
        settings = read_settings(told)
        with mock.patch.dict(os.environ, told):
            chassis: Chassis = import_module(f"services.{service}.app").chassis()
        async with self.pool(service) as pool:
            yield Parts(chassis.service, settings, pool, Metrics())

    @asynccontextmanager
    async def pool(self, service: str, *, max_size: int = 10) -> AsyncIterator[Pool]:
        """The service's database as the service sees it."""
        url = self.settings(service).database_url.get_secret_value()
        pool = await open_pool(url, application_name="benchmarks", min_size=1, max_size=max_size)
        try:
            yield pool
        finally:
            await pool.close()

    @asynccontextmanager
    async def owner(self, service: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """For what no service may do: TRUNCATE, VACUUM, tables of a peer."""
        connection = await asyncpg.connect(self.owner_url(service))
        try:
            yield connection
        finally:
            await connection.close()

    async def empty(self, service: str, *tables: str) -> None:
        """The tables named, or all but what the migrations wrote, as they were when new: no row, alive or dead."""
        async with self.owner(service) as connection:
            kept = self._kept[service] | _APPEND_ONLY
            found = tables or [row[0] for row in await connection.fetch(_TABLES) if row[0] not in kept]
            # What hangs on a row (how long a delivery is held, what was left unread) goes with it.
            await connection.execute(f"TRUNCATE {', '.join(found)} CASCADE")

    async def fill_outbox(self, service: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows as `outbox_row` makes them, in that order; then settled, so that nothing of it is left to do later."""
        async with self.owner(service) as connection:
            await connection.copy_records_to_table("outbox", records=rows, columns=_OUTBOX_COLUMNS)
            await connection.execute("VACUUM (ANALYZE) outbox")
        await self.checkpoint()

    async def checkpoint(self) -> None:
        """What was written for a measure is on disk before it begins."""
        connection = await asyncpg.connect(self.superuser_url())
        try:
            await connection.execute("CHECKPOINT")
        finally:
            await connection.close()


def outbox_row(event: Event[Any]) -> tuple[Any, ...]:
    """What a decision writes into the outbox for this event."""
    unit = Unit()
    put_in_outbox(unit, event)
    row = unit.row(OUTBOX, event.id)
    assert row is not None  # noqa: S101 (just put)
    return row
