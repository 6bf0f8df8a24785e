"""The outbox read from a mark on: nothing is passed by, and no subject's later row before its earlier one."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.messaging import standing
from shared.messaging.standing import Standing
from shared.postgres import Connection, Pool
from shared.runtime import Settings

_PUT = """
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers, topic, wire)
VALUES ($1, 'kraftcenter', $2, 't', $3, '{}', $4, '\\x00') RETURNING seq
"""


async def put(connection: Connection, subject: UUID, topic: str = "kraftcenter.events", payload: bytes = b"") -> int:
    return int(await connection.fetchval(_PUT, uuid4(), subject, payload, topic))


@pytest.fixture
async def stands(ground: Settings, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Standing]:
    """On an empty outbox, looking at each reading who writes."""
    monkeypatch.setattr(standing, "_LOOK", 0.0)
    connection = await asyncpg.connect(ground.database_url.get_secret_value())
    yield Standing(connection)
    await connection.close()


async def carried(stands: Standing, *passing_over: str) -> list[int]:
    """What one round takes, and is then in the log."""
    seqs = [row["seq"] for row in await stands.take(passing_over)]
    await stands.delete(seqs)
    return seqs


async def test_a_number_drawn_and_not_committed_is_waited_for(stands: Standing, pool: Pool) -> None:
    """Whoever commits late is neither passed by nor overtaken by what its subject says next."""
    slow, other = uuid4(), uuid4()
    async with pool.acquire() as late:
        transaction = late.transaction()
        await transaction.start()
        first = await put(late, slow)
        for _ in range(5):
            async with pool.acquire() as quick:
                assert [await put(quick, other)] == await carried(stands)
        assert stands._low < first
        await transaction.commit()
        second = await put(late, slow)
    assert await carried(stands) == [first, second]
    assert await carried(stands) == []


async def test_the_mark_follows_while_somebody_holds_an_old_snapshot(stands: Standing, pool: Pool) -> None:
    """What is deleted and cannot be vacuumed is not read again; the holder writes nothing, so nothing waits for him."""
    async with pool.acquire() as holder, holder.transaction(isolation="repeatable_read"):
        await holder.fetchval("SELECT count(*) FROM outbox")
        for _ in range(3):
            async with pool.acquire() as writer:
                last = await put(writer, uuid4())
            assert await carried(stands) == [last]
        assert await carried(stands) == []
        assert stands._low == last


async def test_what_is_taken_holds_the_mark(stands: Standing, pool: Pool) -> None:
    """Rows on their way and rows given back stand above it."""
    async with pool.acquire() as writer:
        seqs = [await put(writer, uuid4()) for _ in range(3)]
    assert [row["seq"] for row in await stands.take()] == seqs
    for _ in range(3):
        assert await carried(stands) == []
    assert stands._low < seqs[0]
    stands.give_back(seqs[:2])
    assert await carried(stands) == seqs[:2]
    await stands.delete(seqs[2:])
    assert await carried(stands) == []
    assert stands._low >= seqs[2]


async def test_what_was_passed_over_is_found_again(stands: Standing, pool: Pool) -> None:
    """A topic that opens has its rows sent, though the mark has gone by them."""
    async with pool.acquire() as writer:
        kept = await put(writer, uuid4(), "intake.gone.receipts")
        others = [await put(writer, uuid4()) for _ in range(3)]
    assert await carried(stands, "intake.gone.receipts") == others
    assert await carried(stands, "intake.gone.receipts") == []
    assert stands._low > kept
    assert await carried(stands) == [kept]


async def test_a_row_of_before_the_topic_was_there(stands: Standing, pool: Pool) -> None:
    """It goes where its service's events always went."""
    async with pool.acquire() as writer:
        await put(writer, uuid4(), None)  # type: ignore[arg-type]
    assert [row["topic"] for row in await stands.take()] == ["kraftcenter.events"]


async def test_many_writers_in_no_hurry_to_commit(stands: Standing, pool: Pool) -> None:
    """Every row is taken once, and each subject's in order, whatever lies between drawing a number and the commit."""
    chance = random.Random(20260105)  # noqa: S311 (which way a test goes)
    subjects = [uuid4() for _ in range(12)]
    said = dict.fromkeys(subjects, 0)
    found: dict[UUID, list[int]] = {subject: [] for subject in subjects}
    writing = asyncio.Event()

    async def write() -> None:
        for _ in range(40):
            subject = chance.choice(subjects)
            async with pool.acquire() as connection, connection.transaction():
                # As the guard does: one decision at a time on a subject.
                await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", str(subject))
                said[subject] += 1
                await put(connection, subject, payload=str(said[subject]).encode())
                await asyncio.sleep(chance.choice((0, 0, 0, 0.001, 0.02, 0.2)))

    async def carry() -> None:
        on_their_way: list[list[Any]] = []
        while True:
            over = writing.is_set()
            rows = await stands.take()
            for row in rows:
                found[UUID(row["key"])].append(int(row["payload"]))
            if rows:
                on_their_way.append([row["seq"] for row in rows])
            # Two rounds at a time at most, as the relay has.
            while len(on_their_way) > chance.randint(0, 1) or (on_their_way and not rows):
                await stands.delete(on_their_way.pop(0))
            if over and not rows:
                return

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        carrying = tasks.create_task(carry())
        await asyncio.gather(*(write() for _ in range(8)))
        writing.set()
        await carrying
    assert found == {subject: list(range(1, count + 1)) for subject, count in said.items()}
    assert sum(said.values()) == 320
    assert stands._low > 0
