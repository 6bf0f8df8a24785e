"""Reports that come at the same time share a transaction, and nothing else."""

import asyncio

from shared.contracts import GoalSet, Refused, Report
from shared.intake.receipts import Receipt
from shared.telemetry import current_trace_id, span_from, trace_id_of
from tests.unit.intake.gated_desk import Desk, a_report
from tests.unit.telemetry.conftest import Spans


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
