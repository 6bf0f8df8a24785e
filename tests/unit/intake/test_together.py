"""Reports that come at the same time share a transaction, and nothing else."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import GoalSet, Refused, Report
from shared.intake import together
from shared.intake.receipts import Receipt
from shared.intake.together import Outcome, Together
from shared.telemetry import current_trace_id, span_from, trace_id_of
from tests.suites.floor_words import goal, report
from tests.unit.telemetry.conftest import Spans


def a_report() -> Report[GoalSet]:
    return report(uuid4(), goal())


class Desk:
    """Decides when it is let; notes what each transaction held."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.transactions: list[list[UUID]] = []
        self.refused: set[UUID] = set()
        self.broken: set[UUID] = set()
        self.fault: Exception | None = None
        self.traces: dict[UUID, str | None] = {}
        self.together = Together(self.alone, self.all)

    async def alone(self, one: Report[Any]) -> Receipt:
        (outcome,) = await self.all([one])
        if isinstance(outcome, Refused):
            raise outcome
        return outcome

    async def all(self, some: Sequence[Report[Any]]) -> Sequence[Outcome]:
        self.transactions.append([one.id for one in some])
        await self.open.wait()
        if self.fault is not None:
            raise self.fault
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


async def test_alone_it_goes_the_short_way() -> None:
    """Performance: one after the other, each report is a transaction of its own and waits for nobody."""
    desk, reports = Desk(), [a_report() for _ in range(3)]
    desk.open.set()
    assert [(await desk.together.take(one)).event_id for one in reports] == [one.id for one in reports]
    assert desk.transactions == [[one.id] for one in reports]


async def test_what_comes_meanwhile_goes_together() -> None:
    """Performance: many at the same time share the next transaction, in the order they came, each with its answer."""
    desk, reports = Desk(), [a_report() for _ in range(10)]
    desk.refused = {reports[4].id}
    tasks = await desk.asked(reports)
    desk.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert desk.transactions == [[reports[0].id], [one.id for one in reports[1:]]]
    assert isinstance(answers.pop(4), Refused)
    assert [answer.event_id for answer in answers if isinstance(answer, Receipt)] == [
        one.id for one in reports if one.id not in desk.refused
    ]


async def test_a_transaction_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fairness: nobody waits for more than a fixed number of others in one transaction."""
    monkeypatch.setattr(together, "_MOST", 4)
    desk, reports = Desk(), [a_report() for _ in range(10)]
    tasks = await desk.asked(reports)
    desk.open.set()
    await asyncio.gather(*tasks)
    assert [len(some) for some in desk.transactions] == [1, 4, 4, 1]


async def test_a_fault_of_ours_is_ones_own() -> None:
    """Reports: what we cannot handle is found by halving and fails alone; its neighbours are answered."""
    desk, reports = Desk(), [a_report() for _ in range(9)]
    desk.broken = {reports[3].id}
    tasks = await desk.asked(reports)
    desk.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers.pop(3), ZeroDivisionError)
    assert all(isinstance(answer, Receipt) for answer in answers)


async def test_a_database_that_is_away_is_everybodys() -> None:
    """Reports: whoever shared the transaction is told to try again, and nothing is halved meanwhile."""
    desk, reports = Desk(), [a_report() for _ in range(5)]
    desk.fault = ConnectionResetError()
    tasks = await desk.asked(reports)
    desk.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, ConnectionResetError) for answer in answers)
    assert len(desk.transactions) == 2


async def test_who_goes_takes_nobody_along() -> None:
    """Reports: whoever is cancelled leaves the others' transaction alone, and is not decided where they waited."""
    desk, reports = Desk(), [a_report() for _ in range(4)]
    tasks = await desk.asked(reports)
    tasks[2].cancel()
    tasks[0].cancel()
    await asyncio.sleep(0)
    desk.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(answer, Receipt) for answer in answers] == [False, True, False, True]
    assert desk.transactions[1:] == [[reports[1].id, reports[3].id]]
    assert await desk.together.take(a_report())


async def test_one_that_hangs_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fairness: a transaction that waits for a lock is waited for 50 ms; then the next begins beside it, to a bound."""
    monkeypatch.setattr(together, "_AT_ONCE", 3)
    desk = Desk()
    tasks = await desk.asked([a_report()])
    for held in (1, 2, 3, 3):
        assert len(desk.transactions) == held
        tasks += await desk.asked([a_report(), a_report()])
        await asyncio.sleep(0.15)
    desk.open.set()
    await asyncio.gather(*tasks)
    assert [len(some) for some in desk.transactions] == [1, 2, 2, 4]


async def test_ones_turn_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports: while the database does not answer, who asks is told to try again before it is back."""
    monkeypatch.setattr(together, "_AT_ONCE", 1)
    monkeypatch.setattr(together, "_LONGEST", 0.1)
    desk = Desk()
    held, *waiting = await desk.asked([a_report() for _ in range(3)])
    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert [type(answer) for answer in answers] == [TimeoutError, TimeoutError]
    desk.open.set()
    assert (await held).status == "accepted"


async def test_the_spans_stay_apart(spans: Spans) -> None:
    """Tracing: a decision is below the request that brought its report, in whosever transaction it is made."""
    desk, reports = Desk(), [a_report() for _ in range(3)]
    told: list[str | None] = []

    async def request(one: Report[GoalSet]) -> None:
        with span_from(None, "POST"):
            told.append(current_trace_id())
            await desk.together.take(one)

    requests = [asyncio.create_task(request(one)) for one in reports]
    await asyncio.sleep(0)
    desk.open.set()
    await asyncio.gather(*requests)
    assert len(set(told)) == 3
    assert [trace_id_of(desk.traces[one.id]) for one in reports[1:]] == told[1:]
