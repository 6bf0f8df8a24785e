"""Running dead letters again, in order, once their fault is mended."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.messaging.dead_letters import DeadLetters, Stopped, reason_of
from shared.messaging.decider import Decider
from shared.messaging.hears import Hears
from shared.messaging.reader import read_event, take
from shared.messaging.subjects import Raced
from shared.messaging.unit import Unit
from shared.messaging.work import SubjectWork
from shared.postgres import Pool, transaction

W = TypeVar("W", bound=SubjectWork)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one stopped subject: how many records took effect, and why the next one still cannot (or None)."""

    stopped: Stopped
    handled: int
    reason: str | None


class Replay(Generic[W]):
    """Each record takes effect and leaves the dead letters in one transaction, under the subject's lock."""

    def __init__(self, service: str, pool: Pool, decider: Decider[W], hears: Hears, dead_letters: DeadLetters) -> None:
        self._service = service
        self._pool = pool
        self._decider = decider
        self._hears = hears
        self._dead_letters = dead_letters

    async def all(self, number: int | None = None) -> list[Replayed]:
        """Tries every stopped subject; one that fails again keeps the rest of its records, and the others go on.

        With `number` only the one whose first dead letter has it.
        """
        async with self._pool.acquire() as connection:
            stopped = await self._dead_letters.stopped(connection)
        return [await self._one(s) for s in stopped if number in (None, s.seq)]

    async def _one(self, stopped: Stopped) -> Replayed:
        handled = 0
        while True:
            try:
                if not await self._next(stopped):
                    return Replayed(stopped, handled, None)
            except Raced:
                continue
            except Exception as fault:
                return Replayed(stopped, handled, reason_of(fault))
            handled += 1

    async def _next(self, stopped: Stopped) -> bool:
        async with transaction(self._pool) as connection:
            if stopped.subject is not None:
                await self._dead_letters.lock(connection, [stopped.subject])
            found = await self._dead_letters.next_of(connection, stopped)
            if found is None:
                return False
            seq, record = found
            event = read_event(record)

            async def decide(works: Any, _: Unit) -> None:
                span = await take(self._service, self._hears, self._decider, record, event, works[event.subject])
                if span is not None:
                    span.end()

            _, unit = await self._decider.batch(connection, [event.subject], decide)
            await self._dead_letters.remove(connection, seq)
        self._decider.committed(unit)
        return True
