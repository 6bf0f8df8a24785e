"""What is measured: the service and the bare route, each asked by the same client."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.intake.reports import APP, BATCH, ONE, SERVICE, batched, forget, goals, posted
from benchmarks.place import Place
from benchmarks.programs import asked, listening
from benchmarks.serving import Serving

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
        seconds = await _taken(port, connections, posted(port, self.bearer, kind, bodies), number)
        await self._all_carried()
        self.processor.append((self.serving.processor(SERVICE) - before) / number * 1e6)
        return number / seconds

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
        try:
            async with listening(place, "benchmarks.intake.bare", BARE_DATABASE_URL=place.owner_url(SERVICE)) as port:
                yield cls(place, port)
        finally:
            async with place.owner(SERVICE) as connection:
                await connection.execute("DROP TABLE IF EXISTS bare")

    async def one_by_one(self, number: int) -> float:
        """Reports a second, one in a request."""
        async with self.place.owner(SERVICE) as connection:
            await connection.execute("TRUNCATE bare")
        await self.place.checkpoint()
        events = goals(number, self.place.size(CITIZENS, 50))
        requests = posted(self.port, "Bearer none", "application/json", events)
        return number / await _taken(self.port, CONNECTIONS, requests, number)


async def _taken(port: int, connections: int, requests: Sequence[str], number: int) -> float:
    """Seconds until so many reports are answered. Raises RuntimeError where not all are accepted."""
    found = await asked("benchmarks.intake.load", str(port), str(connections), given=requests)
    accepted = found["answers"].get("accepted", 0)
    if accepted != number:
        raise RuntimeError(f"of {number} reports {accepted} were accepted")
    return float(found["seconds"])
