"""Counts what a service's parts ask of PostgreSQL."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from unittest import mock

import asyncpg
from asyncpg.connection import LoggedQuery

from shared.messaging.wake import Wake
from shared.postgres import Pool, open_pool
from shared.runtime import Chassis, read_settings
from shared.runtime.parts import Parts
from shared.telemetry import Metrics
from tests.integration.costs.numbers import Cost

_WRITES = ("INSERT ", "UPDATE ", "DELETE ")
_OF_THE_DRIVER = ("typeinfo_tree", "set_config('jit'")


class Statements:
    """Every statement of the connections it listens to, but what the driver asks once a connection about types."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, query: LoggedQuery) -> None:
        asked = " ".join(query.query.split())
        if not any(words in asked for words in _OF_THE_DRIVER):
            self.asked.append(asked)

    @contextmanager
    def counted(self) -> Iterator["Statements"]:
        """What is asked inside the block."""
        only = Statements()
        begun = len(self.asked)
        yield only
        only.asked = self.asked[begun:]

    @property
    def cost(self) -> Cost:
        return Cost(len(self.asked), self._commits())

    def of(self, start: str) -> int:
        """How many begin with these words."""
        return sum(asked.startswith(start) for asked in self.asked)

    def __str__(self) -> str:
        """For who looks for the one that came in."""
        shown: dict[str, int] = {}
        for asked in self.asked:
            shown[asked[:90]] = shown.get(asked[:90], 0) + 1
        return "\n".join(f"{count} x {words}" for words, count in shown.items())

    def _commits(self) -> int:
        commits, writes, inside = 0, False, False
        for asked in self.asked:
            inside = inside or asked.startswith("BEGIN")
            writes = writes or any(word in asked for word in _WRITES)
            if asked.startswith(("COMMIT", "ROLLBACK")):
                inside = False
            if not inside:
                commits, writes = commits + writes, False
        return commits


class Counted:
    """A service's parts as its app wires them, on a pool whose statements are counted.

    The hint to other instances that there is something new is left out: it goes at most fifty times a second however
    much is decided, so that its number is the clock's and not the load's.
    """

    def __init__(self, service: str, parts: Parts, statements: Statements) -> None:
        self.service = service
        self.parts = parts
        self.statements = statements

    @property
    def pool(self) -> Pool:
        return self.parts.pool

    @classmethod
    @asynccontextmanager
    async def open(cls, service: str, environment: Mapping[str, str]) -> "AsyncIterator[Counted]":
        settings = read_settings(environment)
        with mock.patch.dict(os.environ, environment):
            chassis: Chassis = import_module(f"services.{service}.app").chassis()
        url = settings.database_url.get_secret_value()
        pool = await open_pool(url, application_name="costs", min_size=1, max_size=1)
        hints = await open_pool(url, application_name="costs, uncounted", min_size=1, max_size=1)
        statements = Statements()
        async with pool.acquire() as connection:
            connection.add_query_logger(statements)
        try:
            parts = Parts(chassis.service, settings, pool, Metrics())
            parts.wake = Wake(hints)
            async with pool.acquire() as connection, connection.transaction():
                # What a process looks up once is no part of what an event costs.
                await parts.decider.batch(connection, [], _nothing)
            yield cls(service, parts, statements)
        finally:
            await pool.close()
            await hints.close()


async def _nothing(*_: object) -> None:
    """Decides on nobody."""


async def listened(url: str, statements: Statements) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own, counted."""
    connection = await asyncpg.connect(url)
    connection.add_query_logger(statements)
    return connection
