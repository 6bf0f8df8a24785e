"""Two of the same, side by side: one service over two databases of different size, and what each costs."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

from benchmarks.place import Place
from shared.postgres import open_pool
from shared.runtime import Chassis, read_settings
from shared.runtime.parts import Parts
from shared.telemetry import Metrics

_SESSIONS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_WARM = """
SELECT pg_prewarm(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND (c.relkind = 'i' OR c.relname = ANY($1::text[]))
"""
_LOG = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds: of a processor by the service and by its sessions in PostgreSQL, and by the clock on the wall; and bytes
    of PostgreSQL's log."""

    service: float
    postgres: float
    wall: float
    log: int = 0

    @property
    def cpu(self) -> float:
        return self.service + self.postgres

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.service + other.service,
            self.postgres + other.postgres,
            self.wall + other.wall,
            self.log + other.log,
        )


class Side:
    """A service's parts over one database, none of them running, a connection that owns it and one that sees all."""

    def __init__(
        self,
        parts: Parts,
        owner: "asyncpg.Connection[asyncpg.Record]",
        watching: "asyncpg.Connection[asyncpg.Record]",
    ) -> None:
        self.parts = parts
        self.owner = owner
        self._watching = watching

    @classmethod
    @asynccontextmanager
    async def open(
        cls, place: Place, service: str, database: str | None = None, **environment: str
    ) -> "AsyncIterator[Side]":
        """Over the service's own database, or another of the same tables; `environment` overrides what it is told."""
        told = place.environment(service)
        owner_url = _at(told["SAMSPIL_MIGRATION_DATABASE_URL"], database)
        told |= {"SAMSPIL_DATABASE_URL": _at(told["SAMSPIL_DATABASE_URL"], database), **environment}
        with mock.patch.dict(os.environ, told):
            chassis: Chassis = import_module(f"services.{service}.app").chassis()
        settings = read_settings(told)
        url = settings.database_url.get_secret_value()
        pool = await open_pool(url, application_name="benchmarks", min_size=1, max_size=10)
        owner = await asyncpg.connect(owner_url, server_settings={"jit": "off"})
        # The owner is told of the service's sessions that they are there, and not what they are.
        watching = await asyncpg.connect(place.superuser_url(database or service))
        try:
            yield cls(Parts(chassis.service, settings, pool, Metrics()), owner, watching)
        finally:
            await watching.close()
            await owner.close()
            await pool.close()

    async def warm(self, *tables: str) -> None:
        """These tables, and every index, are in PostgreSQL's memory, as far as there is room."""
        await self._watching.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        await self._watching.execute(_WARM, list(tables), timeout=None)

    async def spends(self, act: Callable[[], Awaitable[object]]) -> Spent:
        """What `act` costs, as far as it is this process's or a session's in this database; Kafka's part is not."""
        log = await self.owner.fetchval(_LOG)
        before = await self._postgres()
        began, cpu = time.monotonic(), time.process_time()
        await act()
        service, wall = time.process_time() - cpu, time.monotonic() - began
        after = await self._postgres()
        log = await self.owner.fetchval(_LOG) - log
        return Spent(service, sum(used - before.get(pid, 0) for pid, used in after.items()), wall, int(log))

    async def _postgres(self) -> Mapping[int, float]:
        sessions = await self._watching.fetch(_SESSIONS)
        if not sessions:
            raise RuntimeError("nobody's sessions are seen in the database")
        return {row["pid"]: _used(row["pid"]) for row in sessions}


@asynccontextmanager
async def twin(place: Place, service: str) -> AsyncIterator[str]:
    """A second database with the service's tables, empty; the first must be empty and used by nobody just now."""
    name = f"{service}_twin"
    connection = await asyncpg.connect(place.superuser_url())
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name}")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {service} OWNER {service}_owner")
        yield name
    finally:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.close()


def sent(parts: Parts, topic: str) -> float:
    """How many records its relay has sent there and deleted.

    From the counter itself: asking the registry collects every metric there is, which costs more than sending.
    """
    return float(parts.metrics.events_sent.labels(topic)._value.get())


async def until(holds: Callable[[], bool], *, seconds: float = 300.0, every: float = 0.001) -> None:
    """Looks again and again; raises TimeoutError when the time is up."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 (nobody tells of it)
            await asyncio.sleep(every)


def _at(url: str, database: str | None) -> str:
    parts = urlsplit(url)
    return url if database is None else urlunsplit(parts._replace(path=f"/{database}"))


def _used(pid: int) -> float:
    """Seconds of a processor that a process has had; to the nanosecond where the system tells."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except (OSError, IndexError):
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(times.user + times.system)
