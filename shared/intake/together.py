"""Reports that come while others are being decided are decided together, in the next transaction.

What one transaction costs (its statements, its commit on disk) is then shared by all that came meanwhile. A report that
comes when nothing is under way goes the short way, alone.

A shared transaction holds one report of each citizen and waits for nobody's lock for long: whoever is held by others is
left out of it and decided alone, and only that citizen's further reports wait behind.
"""

import asyncio
import copy
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import replace
from typing import Any
from uuid import UUID

from asyncpg import LockNotAvailableError, QueryCanceledError

from shared.contracts.answer import Refused
from shared.contracts.report import Report
from shared.intake.asked import Asked, Outcome, is_everybodys
from shared.intake.receipts import Receipt
from shared.telemetry import current_traceparent

_MOST = 50
"""Reports in one transaction: a bound on how long each waits for the others."""
_PATIENCE = 0.05
_LONGEST = 10.0
"""Seconds to wait for one's turn, as for a connection: by then the database is away or full."""
_SHARED = 3
_ALONE = 3
_BATCHES = 2
CONNECTIONS = _SHARED + _ALONE + _BATCHES
"""The most that are used at a time: for shared transactions, for reports alone, and for a sender's own batches."""


class Together:
    """`alone` decides one report and waits for locks; `all_` several in one transaction.

    There each is accepted or refused on its own, in the order given, or left out with None where others hold its
    citizen. One transaction at a time, and another beside it only when that one takes long.
    """

    def __init__(
        self,
        alone: Callable[[Report[Any]], Awaitable[Receipt]],
        all_: Callable[[Sequence[Report[Any]]], Awaitable[Sequence[Outcome | None]]],
    ) -> None:
        self._alone = alone
        self._all = all_
        self._queue: deque[Asked] = deque()
        # By each citizen of whom a report is queued or under way: the reports that wait until that one is decided.
        self._behind: dict[UUID, deque[Asked]] = {}
        self._awaited: object | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._shared = asyncio.Semaphore(_SHARED)
        self._lone = asyncio.Semaphore(_ALONE)
        self._batches = asyncio.Semaphore(_BATCHES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = False

    async def take(self, report: Report[Any]) -> Receipt:
        """Raises what deciding on this report raises, and nothing on account of its neighbours; TimeoutError where its
        turn does not come."""
        subject = report.subject
        if not (self._awaited or self._queue or subject in self._behind or self._lone.locked()):
            self._behind[subject] = deque()
            awaited = self._await()
            try:
                async with self._lone:
                    return await self._alone(report)
            finally:
                self._done_with(subject)
                self._end(awaited)
        if report.traceparent is None:
            # It is decided outside the request, whose span is to be above the decision's all the same.
            report = replace(report, traceparent=current_traceparent())
        loop = asyncio.get_running_loop()
        asked = Asked(report, loop.create_future())
        patience = loop.call_later(_LONGEST, asked.give_up, context=Context())
        if subject in self._behind:
            self._behind[subject].append(asked)
        else:
            self._behind[subject] = deque()
            self._queue.append(asked)
            self._begin()
        try:
            return await asked.answer
        finally:
            patience.cancel()
            # What is raised holds this frame, which is not to hold it: nobody would let go of the request for long.
            del asked

    async def take_all(self, reports: Sequence[Report[Any]]) -> list[Outcome]:
        """One sender's batch, in a transaction of its own; of one citizen in the order given.

        Raises what deciding raises, and TimeoutError where its turn does not come: some may be decided then, and are
        known when they come again.
        """
        async with _turn(self._batches):
            try:
                outcomes = await self._all(reports)
            except LockNotAvailableError:
                outcomes = [None] * len(reports)
        return [
            await self._by_itself(report) if outcome is None else outcome
            for report, outcome in zip(reports, outcomes, strict=True)
        ]

    async def _by_itself(self, report: Report[Any]) -> Outcome:
        async with _turn(self._lone):
            try:
                return await self._alone(report)
            except Refused as refused:
                return refused

    def _await(self) -> object:
        """Something is under way, which what comes now waits for: until `_end`, or until patience is lost."""
        self._awaited = awaited = object()
        self._patience = asyncio.get_running_loop().call_later(_PATIENCE, self._end, awaited, context=Context())
        return awaited

    def _end(self, awaited: object | None) -> None:
        if awaited is not None and self._awaited is awaited:
            self._awaited = None
            if self._patience is not None:
                self._patience.cancel()
        self._begin()

    def _begin(self) -> None:
        if self._awaited or self._ending or self._shared.locked():
            return
        some: list[Asked] = []
        while self._queue and len(some) < _MOST:
            asked = self._queue.popleft()
            if asked.answer.done():
                self._done_with(asked.subject)
            else:
                some.append(asked)
        if len(some) == 1 and not self._lone.locked():
            self._start(self._take_alone(some[0], self._await()))
        elif some:
            self._start(self._take_together(some, self._await()))

    def _start(self, taking: Coroutine[Any, Any, None]) -> None:
        # Not in the context of whoever happened to come: the others' decisions would be told of in that one's trace.
        task = asyncio.get_running_loop().create_task(taking, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _done_with(self, subject: UUID) -> None:
        behind = self._behind[subject]
        while behind:
            asked = behind.popleft()
            if not asked.answer.done():
                self._queue.append(asked)
                return
        del self._behind[subject]

    async def _take_together(self, some: Sequence[Asked], awaited: object) -> None:
        try:
            async with self._shared:
                for asked in some:
                    asked.begun = True
                await self._decide(some)
        except asyncio.CancelledError:
            self._end_with(some)
            raise
        self._end(awaited)

    async def _take_alone(self, asked: Asked, awaited: object | None = None) -> None:
        subject = asked.subject
        try:
            async with self._lone:
                if not asked.answer.done():
                    asked.begun = True
                    asked.tell(await self._alone(asked.report))
        except asyncio.CancelledError:
            self._end_with([asked])
            raise
        except Exception as fault:
            asked.tell(fault)
        finally:
            # As above: the fault holds this frame.
            del asked
        self._done_with(subject)
        self._end(awaited)

    def _end_with(self, some: Sequence[Asked]) -> None:
        """This process is ending: nothing is begun any more."""
        self._ending = True
        for asked in some:
            asked.answer.cancel()

    async def _decide(self, some: Sequence[Asked]) -> None:
        try:
            outcomes = await self._all([asked.report for asked in some])
            decided = list(zip(some, outcomes, strict=True))
        except Exception as fault:
            if is_everybodys(fault):
                for asked in some:
                    # Each its own: raised in one task after the other, one object would gather all their frames.
                    asked.tell(copy.copy(fault))
                    self._done_with(asked.subject)
                return
            if len(some) == 1 or isinstance(fault, QueryCanceledError):
                decided = [(asked, None) for asked in some]
            else:
                decided = []
        for asked, outcome in decided:
            if outcome is None:
                asked.begun = False
                self._start(self._take_alone(asked))
            else:
                asked.tell(outcome)
                self._done_with(asked.subject)
        if not decided:
            # It is one's fault, or some are held whom nothing shows: found by halving.
            middle = len(some) // 2
            await self._decide(some[:middle])
            await self._decide(some[middle:])


@asynccontextmanager
async def _turn(turns: asyncio.Semaphore) -> AsyncIterator[None]:
    async with asyncio.timeout(_LONGEST):
        await turns.acquire()
    try:
        yield
    finally:
        turns.release()
