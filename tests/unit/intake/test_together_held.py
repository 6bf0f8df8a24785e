"""Whom others hold, and who asks for much, keeps nobody else waiting; and nobody waits without end."""

import asyncio
from uuid import uuid4

import pytest

from shared.contracts import Refused
from shared.intake import together
from shared.intake.receipts import Receipt
from tests.suites.floor_words import goal, report
from tests.unit.intake.gated_desk import Desk, a_report


async def test_a_transaction_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fairness: nobody waits for more than a fixed number of others in one transaction."""
    monkeypatch.setattr(together, "_MOST", 4)
    desk, reports = Desk(), [a_report() for _ in range(10)]
    tasks = await desk.asked(reports)
    desk.open.set()
    await asyncio.gather(*tasks)
    assert [len(some) for some in desk.transactions] == [1, 4, 4, 1]


async def test_one_that_hangs_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fairness: a transaction that lasts is waited for a moment (50 ms, here 10); then the next begins beside it, to a
    bound."""
    monkeypatch.setattr(together, "_SHARED", 2)
    monkeypatch.setattr(together, "_PATIENCE", 0.01)
    desk = Desk()
    tasks = await desk.asked([a_report()])
    for begun in (1, 2):
        assert len(desk.transactions) == begun
        tasks += await desk.asked([a_report(), a_report()])
        await asyncio.sleep(0.03)
    for _ in range(8):
        tasks += await desk.asked([a_report(), a_report()])
        await asyncio.sleep(0.02)
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
    monkeypatch.setattr(together, "_LONGEST", 0.15)
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
