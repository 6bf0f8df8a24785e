"""A desk that decides when a test lets it, behind the real `Together`."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import GoalSet, Refused, Report
from shared.intake.asked import Outcome
from shared.intake.receipts import Receipt
from shared.intake.together import Together
from shared.telemetry import current_trace_id
from tests.suites.floor_words import goal, report


def a_report() -> Report[GoalSet]:
    return report(uuid4(), goal())


class Desk:
    """Decides when it is let; notes what each transaction held."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.transactions: list[list[UUID]] = []
        self.refused: set[UUID] = set()
        self.broken: set[UUID] = set()
        self.held: set[UUID] = set()
        self.released = asyncio.Event()
        self.fault: type[Exception] | None = None
        self.faults: dict[UUID, Exception] = {}
        self.alone_now = 0
        self.most_alone = 0
        self.traced: list[str | None] = []
        self.traces: dict[UUID, str | None] = {}
        self.together = Together(self.alone, self.all)

    async def alone(self, one: Report[Any]) -> Receipt:
        self.alone_now += 1
        self.most_alone = max(self.most_alone, self.alone_now)
        try:
            if one.subject in self.held:
                await self.released.wait()
            (outcome,) = await self._decide([one])
        finally:
            self.alone_now -= 1
        if isinstance(outcome, Receipt):
            return outcome
        raise Refused(outcome.problem, outcome.detail)

    async def all(self, some: Sequence[Report[Any]]) -> Sequence[Outcome | None]:
        free = [one for one in some if one.subject not in self.held or self.released.is_set()]
        decided = {one.id: outcome for one, outcome in zip(free, await self._decide(free), strict=True)}
        return [decided.get(one.id) for one in some]

    async def _decide(self, some: Sequence[Report[Any]]) -> Sequence[Outcome]:
        self.transactions.append([one.id for one in some])
        self.traced.append(current_trace_id())
        await self.open.wait()
        for one in some:
            if one.id in self.faults:
                raise self.faults[one.id]
        if self.fault is not None:
            raise self.fault()
        if self.broken & {one.id for one in some}:
            raise ZeroDivisionError
        return [self._outcome(one) for one in some]

    def _outcome(self, one: Report[Any]) -> Outcome:
        self.traces[one.id] = one.traceparent
        if one.id in self.refused:
            return Refused("not-allowed", "Nej.")
        return Receipt(uuid4(), one.subject, one.source, one.id, one.type, "x", "svr", "accepted", b"")

    async def asked(self, some: Iterable[Report[Any]]) -> "list[asyncio.Task[Receipt]]":
        """Each asked in a task of its own, in this order."""
        tasks = [asyncio.create_task(self.together.take(one)) for one in some]
        await asyncio.sleep(0)
        return tasks
