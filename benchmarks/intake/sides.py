"""What is measured: the service and the bare route, each asked by the same client."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import socket
from typing import Any

from benchmarks.intake.reports import APP, BATCH, ONE, SERVICE, batched, forget, goals, posted
from benchmarks.place import Place
from benchmarks.results import REPOSITORY
from benchmarks.serving import Serving
from deploy.embedded.process import Process

CITIZENS = 12_000
CONNECTIONS = 32
FOR_BATCHES = 4
_A_BATCH = 100
_PATIENCE = 60.0


@dataclass
class Ours:
    """The kraftcenter service in a process of its own."""

    place: Place
    serving: Serving
    bearer: str
    processor: list[float] = field(default_factory=list)
    """Microseconds of a processor for each report, the relay's part among them, by run."""

    @classmethod
    @asynccontextmanager
    async def open(cls, place: Place, **environment: str) -> AsyncIterator["Ours"]:
        async with Serving.open(place, SERVICE, **environment) as serving:
            ours = cls(place, serving, await serving.bearer(APP))
            # The first of everything: imports put off, statements prepared, connections opened.
            await ours.one_by_one(CONNECTIONS * 4)
            yield ours

    async def one_by_one(self, number: int) -> float:
        """Reports a second, one in a request."""
        return await self._reported(number, ONE, 1, CONNECTIONS)

    async def by_the_hundred(self, number: int) -> float:
        """Reports a second, a hundred in a request, over fewer connections: what is under way is still twelve times as
        much as one by one."""
        return await self._reported(number, BATCH, _A_BATCH, FOR_BATCHES)

    async def _reported(self, number: int, kind: str, size: int, connections: int) -> float:
        await forget(self.place)
        events = goals(number, self.place.size(CITIZENS, 50))
        bodies = events if size == 1 else batched(events, size)
        port, before = self.serving.port(SERVICE), self.serving.processor(SERVICE)
        answers = await asked(port, posted(port, self.bearer, kind, bodies), connections)
        await self._all_carried()
        if answers["accepted"] != number:
            raise RuntimeError(f"of {number} reports {answers['accepted']} were accepted")
        self.processor.append((self.serving.processor(SERVICE) - before) / number * 1e6)
        return number / float(answers["seconds"])

    async def _all_carried(self) -> None:
        """What was published is on Kafka: it takes nothing from what is measured next."""
        until = time.monotonic() + _PATIENCE
        async with self.place.owner(SERVICE) as connection:
            while await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)"):
                if time.monotonic() > until:
                    raise TimeoutError("the outbox is not carried")
                await asyncio.sleep(0.02)


@dataclass
class Bare:
    """The route of `bare.py` in a process of its own."""

    place: Place
    port: int

    @classmethod
    @asynccontextmanager
    async def open(cls, place: Place) -> AsyncIterator["Bare"]:
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = Process(
            "bare",
            [sys.executable, "-m", "benchmarks.intake.bare", str(port)],
            place.stack.layout.logs / "bare.log",
            environment={"BARE_DATABASE_URL": place.owner_url(SERVICE)},
            folder=REPOSITORY,
        )
        await process.start()
        try:
            await _listens(port)
            yield cls(place, port)
        finally:
            await process.stop()
            async with place.owner(SERVICE) as connection:
                await connection.execute("DROP TABLE IF EXISTS bare")

    async def one_by_one(self, number: int) -> float:
        """Reports a second, one in a request."""
        async with self.place.owner(SERVICE) as connection:
            await connection.execute("TRUNCATE bare")
        await self.place.checkpoint()
        events = goals(number, self.place.size(CITIZENS, 50))
        answers = await asked(self.port, posted(self.port, "Bearer none", "application/json", events), CONNECTIONS)
        if answers["accepted"] != number:
            raise RuntimeError(f"of {number} reports {answers['accepted']} were accepted")
        return number / float(answers["seconds"])


async def asked(port: int, requests: Sequence[str], connections: int) -> dict[str, Any]:
    """Sends them all; gives what `load.py` prints, its counts of answers beside it."""
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.intake.load",
        str(port),
        str(connections),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=dict(os.environ),
        cwd=REPOSITORY,
    )
    try:
        printed, _ = await client.communicate(json.dumps(requests).encode())
    finally:
        if client.returncode is None:
            client.kill()
            await client.wait()
    if client.returncode != 0:
        raise RuntimeError("the client failed")
    found: dict[str, Any] = json.loads(printed)
    return {"accepted": 0, **found, **found["answers"]}


async def _listens(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
