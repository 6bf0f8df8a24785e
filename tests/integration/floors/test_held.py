"""Reports about a citizen whom somebody else holds, as a frozen reader does: nobody else notices."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest

from shared.intake import together
from shared.intake.receipts import Receipt
from tests.integration.floors.house import House
from tests.suites.floor_words import goal, report

_LOCKED = "SELECT FROM subjects WHERE subject = $1 FOR UPDATE"
_WRITTEN = "INSERT INTO subjects (subject, revision, version, involvement) VALUES ($1, 1, 0, '{}')"


@asynccontextmanager
async def held(house: House, subject: UUID, how: str) -> AsyncIterator[None]:
    """Until the block ends: its row locked, or, where it has none, written and not committed."""
    async with house.pool.acquire() as connection:
        held = connection.transaction()
        await held.start()
        try:
            await connection.execute(how, subject)
            yield
        finally:
            await held.rollback()


@pytest.mark.parametrize("how", [_LOCKED, _WRITTEN], ids=["locked", "new"])
async def test_neighbours_are_answered(house: House, how: str) -> None:
    """Fairness: of reports that come together, those about others are decided; the one held is when it is let go."""
    subject = uuid4()
    if how == _LOCKED:
        await house.desk.take(report(subject, goal()))
    sent = [report(uuid4(), goal()) for _ in range(20)]
    sent.insert(9, report(subject, goal()))
    async with held(house, subject, how):
        began = time.monotonic()
        tasks = [asyncio.create_task(house.desk.take(one)) for one in sent]
        mine = tasks.pop(9)
        answers = await asyncio.wait_for(asyncio.gather(*tasks), 10)
        assert {answer.status for answer in answers} == {"accepted"}
        assert time.monotonic() - began < 5
        assert not mine.done()
    assert (await asyncio.wait_for(mine, 10)).status == "accepted"


async def test_many_held_at_once(house: House) -> None:
    """Fairness: however many citizens are held, connections are left for all others."""
    many = [uuid4() for _ in range(4 * together.CONNECTIONS)]
    for subject in many:
        await house.desk.take(report(subject, goal()))
    async with house.pool.acquire() as connection:
        frozen = connection.transaction()
        await frozen.start()
        await connection.execute("SELECT FROM subjects WHERE subject = ANY($1) FOR UPDATE", many)
        tasks = [asyncio.create_task(house.desk.take(report(subject, goal()))) for subject in many]
        for _ in range(20):
            answer = await asyncio.wait_for(house.desk.take(report(uuid4(), goal())), 5)
            assert answer.status == "accepted"
            assert await house.pool.fetchval("SELECT 1", timeout=5) == 1
        assert not any(task.done() for task in tasks)
        await frozen.rollback()
    assert {answer.status for answer in await asyncio.wait_for(asyncio.gather(*tasks), 20)} == {"accepted"}


@pytest.mark.parametrize("how", [_LOCKED, _WRITTEN], ids=["locked", "new"])
async def test_a_batch_holds_nobody(house: House, how: str) -> None:
    """Fairness: a batch waits for the one citizen that is held, and keeps none of its others meanwhile."""
    subject, other = uuid4(), uuid4()
    if how == _LOCKED:
        await house.desk.take(report(subject, goal()))
    batch = [report(subject, goal()), report(other, goal()), report(subject, goal())]
    async with held(house, subject, how):
        asked = asyncio.create_task(house.desk.take_all(batch))
        await asyncio.sleep(0.5)
        assert (await asyncio.wait_for(house.desk.take(report(other, goal())), 5)).status == "accepted"
        assert not asked.done()
    answers = await asyncio.wait_for(asked, 10)
    assert [isinstance(answer, Receipt) and answer.status for answer in answers] == ["accepted"] * 3
    versions = await house.pool.fetch(
        "SELECT headers->>'ce_version' AS version FROM outbox WHERE aggregateid = $1 ORDER BY seq", str(subject)
    )
    assert [int(row["version"]) for row in versions] == sorted(int(row["version"]) for row in versions)
