"""Reports that come while others are being decided are decided together, in the next transaction.

What one transaction costs (its statements, its commit on disk) is then shared by all that came meanwhile. A report that
comes when nothing is under way goes the short way, alone.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.contracts.answer import Refused
from shared.contracts.report import Report
from shared.intake.receipts import Receipt
from shared.postgres import is_infrastructure
from shared.telemetry import current_traceparent

Outcome = Receipt | Refused
"""Accepted, waiting or known before: a receipt."""

_MOST = 50
"""Reports in one transaction: a bound on how long each waits for the others."""
_PATIENCE = 0.05
_LONGEST = 10.0
"""Seconds to wait for one's turn, as for a connection: by then the database is away or full."""
_AT_ONCE = 6
"""Transactions at a time, of the pool's ten connections: one that waits for a lock is not to hold up the others."""


@dataclass(slots=True)
class _Asked:
    report: Report[Any]
    answer: asyncio.Future[Receipt]
    since: float

    def tell(self, outcome: Outcome | Exception) -> None:
        if self.answer.done():
            return  # whoever asked has gone
        if isinstance(outcome, Receipt):
            self.answer.set_result(outcome)
        else:
            self.answer.set_exception(outcome)


class Together:
    """`alone` decides one report, `all_` several in one transaction, each accepted or refused on its own.

    In the order they came. One transaction at a time, and another beside it only when that one takes long.
    """

    def __init__(
        self,
        alone: Callable[[Report[Any]], Awaitable[Receipt]],
        all_: Callable[[Sequence[Report[Any]]], Awaitable[Sequence[Outcome]]],
    ) -> None:
        self._alone = alone
        self._all = all_
        self._queue: deque[_Asked] = deque()
        self._under_way = 0
        self._impatient: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, report: Report[Any]) -> Receipt:
        """Raises what deciding on this report raises, and nothing on account of its neighbours; TimeoutError where its
        turn does not come."""
        if not self._under_way:
            self._under_way += 1
            try:
                return await self._alone(report)
            finally:
                self._under_way -= 1
                self._go_on()
        if report.traceparent is None:
            # It is decided outside the request, whose span is to be above the decision's all the same.
            report = replace(report, traceparent=current_traceparent())
        loop = asyncio.get_running_loop()
        asked = _Asked(report, loop.create_future(), loop.time())
        self._queue.append(asked)
        self._be_patient()
        return await asked.answer

    def _go_on(self) -> None:
        if not self._under_way:
            self._begin()

    def _begin(self) -> None:
        some: list[_Asked] = []
        while self._queue and len(some) < _MOST:
            asked = self._queue.popleft()
            if not asked.answer.done():
                some.append(asked)
        if some:
            self._under_way += 1
            task = asyncio.create_task(self._take(some))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._impatient is not None:
            self._impatient.cancel()
            self._impatient = None
        self._be_patient()

    def _be_patient(self) -> None:
        if self._queue and self._impatient is None:
            self._impatient = asyncio.get_running_loop().call_later(_PATIENCE, self._lose_patience)

    def _lose_patience(self) -> None:
        self._impatient = None
        if self._under_way < _AT_ONCE:
            self._begin()
            return
        overdue = asyncio.get_running_loop().time() - _LONGEST
        while self._queue and self._queue[0].since < overdue:
            self._queue.popleft().tell(TimeoutError())
        self._be_patient()

    async def _take(self, some: Sequence[_Asked]) -> None:
        try:
            await self._decide(some)
        finally:
            for asked in some:
                asked.answer.cancel()  # where it has none: this process is ending
            self._under_way -= 1
            self._go_on()

    async def _decide(self, some: Sequence[_Asked]) -> None:
        try:
            outcomes = await self._outcomes([asked.report for asked in some])
        except Exception as fault:
            if len(some) == 1 or is_infrastructure(fault):
                for asked in some:
                    asked.tell(fault)
                return
            # One of them is our fault: it is found by halving, and fails alone.
            middle = len(some) // 2
            await self._decide(some[:middle])
            await self._decide(some[middle:])
            return
        for asked, outcome in zip(some, outcomes, strict=True):
            asked.tell(outcome)

    async def _outcomes(self, reports: Sequence[Report[Any]]) -> Sequence[Outcome]:
        if len(reports) > 1:
            return await self._all(reports)
        try:
            return [await self._alone(reports[0])]
        except Refused as refused:
            return [refused]
