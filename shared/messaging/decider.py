"""Runs decisions: load, decide, write, and again where somebody was faster."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from asyncpg import DeadlockDetectedError, UniqueViolationError

from shared.identity import Held, erase
from shared.messaging.dead_letters import lock_letters
from shared.messaging.subjects import GUARD, Beside, Locks, Raced, SubjectRow, lock_subjects, read_subject
from shared.messaging.unit import Unit
from shared.messaging.waiting import Waiting
from shared.messaging.work import Storage, SubjectWork
from shared.postgres import Connection, Pool, is_infrastructure, transaction
from shared.telemetry import Metrics

W = TypeVar("W", bound=SubjectWork)
T = TypeVar("T")

_CONNECT_SECONDS = 10.0
# Made by somebody else between our reading and our writing: a subject's row, or a citizen's key.
_RACED = frozenset({"subjects_pkey", "citizen_keys_pkey"})


class Decider(Generic[W]):
    """The one way into a service's state.

    `finish` is called with every unit before it is written, `committed` after. `held` is what a citizen's erasure
    deletes, in the transaction that says so.
    """

    def __init__(
        self,
        pool: Pool,
        storage: Storage[W],
        waiting: Waiting[W],
        metrics: Metrics,
        *,
        finish: Callable[[Unit], None],
        committed: Callable[[Unit], None],
        held: Sequence[Held] = (),
    ) -> None:
        self._pool = pool
        self._storage = storage
        self._waiting = waiting
        self._metrics = metrics
        self._finish = finish
        self._committed = committed
        self._held = tuple(held)

    async def once(
        self, subject: UUID, decide: Callable[[Connection, W], Awaitable[T]], beside: Beside | None = None
    ) -> T:
        """One subject, without locks: one guarded statement writes everything, or nothing and it is decided again.

        `decide` may run several times and must have no effect but on its `Work`. What it raises leaves nothing behind.
        What `beside` reads is in `work.row.beside`.
        """
        while True:
            unit = Unit()
            async with self._pool.acquire(timeout=_CONNECT_SECONDS) as connection:
                row = await read_subject(connection, subject, beside)
                work = (await self._storage.open(connection, unit, [row]))[subject]
                try:
                    if row.waits:
                        await self._waiting.load(connection, {subject: work})
                    answer = await decide(connection, work)
                    await self._waiting.settle(work)
                    self._finish(unit)
                    await self._write_guarded(connection, unit, work)
                except Raced:
                    self._metrics.retries.labels("decision").inc()
                    continue
                except Exception as error:
                    # A refusal writes nothing that would be guarded: was it made on what one moment knew?
                    if is_infrastructure(error) or not await _moved_on(connection, row):
                        raise
                    self._metrics.retries.labels("decision").inc()
                    continue
                finally:
                    work.done()
                    unit.done()
            self.committed(unit)
            return answer

    async def batch(
        self,
        connection: Connection,
        subjects: Sequence[UUID],
        decide: Callable[[Mapping[UUID, W], Unit], Awaitable[T]],
        locks: Locks = "wait",
    ) -> tuple[T, Unit]:
        """Many subjects under locks, inside the caller's transaction, which must be undone if this raises.

        `decide` is given those that are locked. After the commit the caller passes the unit to `committed`.
        """
        rows = await lock_subjects(connection, sorted(set(subjects)), locks)
        unit = Unit()
        works = dict(await self._storage.open(connection, unit, rows))
        if any(row.waits for row in rows):
            await self._waiting.load(connection, works)
        answer = await decide(works, unit)
        self._finish(unit)
        # New rows are locked as they are written: in a fixed order, too.
        for subject in sorted(works):
            works[subject].put_subject()
        if statement := unit.writes.statement():
            await _write(connection, statement)
        await self._erase(connection, unit)
        for work in works.values():
            work.done()
        unit.done()
        return answer, unit

    async def alone(self, decide: Callable[[Connection], Awaitable[tuple[T, Unit]]]) -> T:
        """A `batch` in a transaction of its own, begun anew where somebody was faster.

        `decide` is given its connection, on which it may read before, and answers as `batch` does.
        """
        while True:
            try:
                async with transaction(self._pool) as connection:
                    answer, unit = await decide(connection)
            except (Raced, DeadlockDetectedError):
                continue
            self.committed(unit)
            return answer

    async def settle(self, work: W) -> None:
        """Decides again on what waits for more to be known of this subject."""
        await self._waiting.settle(work)

    async def _write_guarded(self, connection: Connection, unit: Unit, work: SubjectWork) -> None:
        if not unit.erased:
            await _write_guarded(connection, unit, work)
            return
        async with connection.transaction():
            await _write_guarded(connection, unit, work)
            await self._erase(connection, unit)

    async def _erase(self, connection: Connection, unit: Unit) -> None:
        """What this unit wrote about them goes as well, so it comes after."""
        if not unit.erased:
            return
        citizens = sorted(unit.erased)
        try:
            await lock_letters(connection, citizens)
            await erase(connection, citizens, self._held)
        except DeadlockDetectedError as error:
            raise Raced from error

    def committed(self, unit: Unit) -> None:
        """To be called after the commit of a `batch`."""
        for act in unit.afterwards:
            act()
        self._committed(unit)


async def _moved_on(connection: Connection, row: SubjectRow) -> bool:
    return (await read_subject(connection, row.subject)).revision != row.revision


async def _write_guarded(connection: Connection, unit: Unit, work: SubjectWork) -> None:
    if not unit.writes and not work.touched:
        return
    statement = unit.writes.statement(GUARD, work.guard_args())
    assert statement is not None  # noqa: S101 (a guard makes a statement)
    if not await _write(connection, statement):
        raise Raced


async def _write(connection: Connection, statement: tuple[str, list[Any]]) -> int:
    try:
        return int(await connection.fetchval(statement[0], *statement[1]))
    except UniqueViolationError as error:
        if error.constraint_name in _RACED:
            raise Raced from error
        raise
    except DeadlockDetectedError as error:
        raise Raced from error
