"""Reports that come at the same time share a transaction, and nothing else."""

import asyncio
import gc
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.contracts import GoalSet, Refused, Report
from shared.intake import together
from shared.intake.asked import Outcome
from shared.intake.receipts import Receipt
from shared.intake.together import Together
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
    desk.fault = ConnectionResetError
    tasks = await desk.asked(reports)
    desk.open.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, ConnectionResetError) for answer in answers)
    assert len(desk.transactions) == 2
    assert len({id(answer) for answer in answers}) == 5


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
    """Fairness: a transaction that lasts is waited for 50 ms; then the next begins beside it, to a bound."""
    monkeypatch.setattr(together, "_SHARED", 2)
    desk = Desk()
    tasks = await desk.asked([a_report()])
    for begun in (1, 2):
        assert len(desk.transactions) == begun
        tasks += await desk.asked([a_report(), a_report()])
        await asyncio.sleep(0.08)
    for _ in range(8):
        tasks += await desk.asked([a_report(), a_report()])
        await asyncio.sleep(0.06)
    assert 2 < len(desk.transactions) <= 2 + together._ALONE
    desk.open.set()
    assert {answer.status for answer in await asyncio.gather(*tasks)} == {"accepted"}


async def test_ones_turn_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports: while the database does not answer, who asks is told to try again before it is back."""
    monkeypatch.setattr(together, "_SHARED", 1)
    monkeypatch.setattr(together, "_LONGEST", 0.1)
    desk = Desk()
    held, *waiting = await desk.asked([a_report() for _ in range(3)])
    await asyncio.sleep(0.06)
    waiting += await desk.asked([a_report()])
    under_way = [waiting.pop(0), waiting.pop(0)]
    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert [type(answer) for answer in answers] == [TimeoutError]
    desk.open.set()
    assert {(await one).status for one in [held, *under_way]} == {"accepted"}


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
    assert desk.traced == [told[0], None]


async def test_one_that_is_held_holds_nobody_up() -> None:
    """Fairness: whoever others hold is left out of the transaction and waits alone; only that citizen waits behind."""
    desk, subject = Desk(), uuid4()
    desk.held = {subject}
    desk.open.set()
    mine = [report(subject, goal()) for _ in range(3)]
    neighbours = [a_report() for _ in range(5)]
    first, *others = await desk.asked([a_report(), mine[0], *neighbours[:3], mine[1], *neighbours[3:], mine[2]])
    held = [others[0], others[4], others[-1]]
    free = [first, *(task for task in others if task not in held)]
    answers = await asyncio.wait_for(asyncio.gather(*free), 5)
    assert {answer.status for answer in answers} == {"accepted"}
    assert not any(task.done() for task in held)
    # None but that citizen notices, however often more is said of it.
    assert (await asyncio.wait_for(desk.together.take(a_report()), 5)).status == "accepted"
    desk.released.set()
    await asyncio.wait_for(asyncio.gather(*held), 5)
    decided = [id_ for some in desk.transactions for id_ in some]
    assert [id_ for id_ in decided if id_ in {one.id for one in mine}] == [one.id for one in mine]


async def test_many_that_are_held_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fairness: few of them wait in the database at a time, the rest for their turn, and not without end."""
    monkeypatch.setattr(together, "_LONGEST", 0.3)
    desk, reports = Desk(), [a_report() for _ in range(20)]
    desk.held = {one.subject for one in reports}
    desk.open.set()
    held = await desk.asked(reports)
    for _ in range(10):
        assert (await asyncio.wait_for(desk.together.take(a_report()), 0.2)).status == "accepted"
    told = await asyncio.wait_for(asyncio.gather(*held[3:], return_exceptions=True), 5)
    assert {type(answer) for answer in told} == {TimeoutError}
    assert desk.most_alone == together._ALONE
    desk.released.set()
    assert {(await one).status for one in held[:3]} == {"accepted"}
    await asyncio.sleep(0.01)
    assert not desk.together._behind


@pytest.mark.parametrize(
    "fault",
    [
        asyncpg.QueryCanceledError("statement timeout"),
        asyncpg.LockNotAvailableError("lock timeout"),
        asyncpg.DeadlockDetectedError("deadlock"),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_lock_is_ones_own(fault: Exception) -> None:
    """Reports: what the database gives up on account of one citizen is told to that one alone."""
    desk, reports = Desk(), [a_report() for _ in range(30)]
    desk.faults = {reports[7].id: fault}
    tasks = await desk.asked(reports)
    desk.open.set()
    answers = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
    assert answers.pop(7) is fault
    assert all(isinstance(answer, Receipt) for answer in answers)


async def test_batches_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fairness: few batches of senders are decided at a time, the rest wait in order, and not without end."""
    desk, batches = Desk(), [[a_report(), a_report()] for _ in range(5)]
    tasks = [asyncio.create_task(desk.together.take_all(batch)) for batch in batches]
    await asyncio.sleep(0)
    assert len(desk.transactions) == together._BATCHES
    monkeypatch.setattr(together, "_LONGEST", 0.05)
    with pytest.raises(TimeoutError):
        await desk.together.take_all([a_report()])
    desk.open.set()
    answers = await asyncio.gather(*tasks)
    assert [[one.event_id for one in batch if isinstance(one, Receipt)] for batch in answers] == [
        [one.id for one in batch] for batch in batches
    ]
    assert desk.transactions == [[one.id for one in batch] for batch in batches]


async def test_whom_others_hold_a_batch_waits_for_alone() -> None:
    """Reports: a batch's other citizens are decided and let go of; the one that is held keeps its order."""
    desk, subject = Desk(), uuid4()
    desk.held = {subject}
    desk.open.set()
    batch = [report(subject, goal()), a_report(), report(subject, goal()), a_report()]
    desk.refused = {batch[2].id, batch[3].id}
    asked = asyncio.create_task(desk.together.take_all(batch))
    await asyncio.sleep(0.01)
    assert desk.transactions == [[batch[1].id, batch[3].id]]
    desk.released.set()
    answers = await asked
    assert desk.transactions[1:] == [[batch[0].id], [batch[2].id]]
    assert [isinstance(answer, Refused) for answer in answers] == [False, False, True, True]


@pytest.mark.parametrize("what", ["refused", "away", "our fault"])
async def test_nothing_is_left_of_a_request(what: str) -> None:
    """Performance: the collector runs rarely; what a refused or failed request held is let go of without it."""

    class Body:
        alive = 0

        def __init__(self) -> None:
            Body.alive += 1

        def __del__(self) -> None:
            Body.alive -= 1

    desk, reports = Desk(), [a_report() for _ in range(20)]
    if what == "refused":
        desk.refused = {one.id for one in reports}
    elif what == "our fault":
        desk.broken = {one.id for one in reports}
    else:
        desk.fault = ConnectionResetError

    async def request(one: Report[Any]) -> bool:
        body = Body()
        try:
            await desk.together.take(one)
        except Exception:
            return body is not None
        return False

    desk.open.set()
    gc.collect()
    gc.disable()
    try:
        assert all(await asyncio.gather(*map(request, reports)))
        await asyncio.sleep(0.01)
        assert Body.alive == 0
    finally:
        gc.enable()


async def test_nothing_is_begun_while_the_process_ends() -> None:
    """Stopping: who waits behind a transaction that is cut short is not decided any more, and nobody hangs."""
    desk = Desk()
    tasks = await desk.asked([a_report() for _ in range(3)])
    await asyncio.sleep(0.06)
    tasks += await desk.asked([a_report()])
    begun = len(desk.transactions)
    for background in [*desk.together._tasks]:
        background.cancel()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=5)
    await asyncio.sleep(0.1)
    assert all(task.done() for task in tasks)
    assert len(desk.transactions) == begun
    assert not desk.together._tasks
