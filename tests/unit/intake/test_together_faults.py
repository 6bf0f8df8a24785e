"""What fails in a shared transaction is told to whose it is, and leaves nothing behind."""

import asyncio
import gc
from typing import Any

import asyncpg
import pytest

from shared.contracts import Report
from shared.intake.receipts import Receipt
from tests.unit.intake.gated_desk import Desk, a_report


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
