"""A stream against commits that overtake each other, on the real database."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.embedded.stack import Stack
from services.notifications.domain.notice import Notice
from services.notifications.domain.recipient import citizen as to_citizen
from services.notifications.storage import event_rows, notice_rows
from shared.contracts import Event
from shared.postgres.effects import Writes
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_story import NOON, accepted, agreed, asked, citizen, of, reached, started
from tests.suites.notifications_world import taken


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("notifications")) as opened:
        yield opened


async def test_a_late_commit_is_not_passed_over(world: RealWorld) -> None:
    """Nothing lost: a notice written early and committed late comes after those that overtook it, each once."""
    anna = uuid4()
    reader = citizen(anna)
    start = await world.reads.position(reader)
    late, *others = (asked(anna) for _ in range(4))
    async with world.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        writes = Writes()
        writes.put(event_rows.EVENT, late.id, event_rows.event_row(late))
        notice = Notice(
            uuid4(), late.id, anna, late.correlationid, to_citizen(anna), "inbox", None, None, "own", NOON, None
        )
        writes.put(notice_rows.NOTICE, late.id, notice_rows.notice_row(notice))
        statement = writes.statement()
        assert statement is not None
        await connection.fetchval(statement[0], *statement[1])
        for event in others:
            await world.hear(event)
        first = await taken(world, reader, start, 3)
        await transaction.commit()
    assert [n.event_id for n in first] == [event.id for event in others]
    for position in (first[-1].position, first[0].position):
        assert position is not None
        again = await taken(world, reader, position, 1 if position == first[-1].position else 3)
        assert late.id in {n.event_id for n in again}
        assert not {n.event_id for n in again} & {first[0].event_id}


async def test_writers_at_once_lose_nothing_and_keep_each_citizens_order(world: RealWorld) -> None:
    """Per citizen in order and each once, while many transactions commit at the same time."""
    reader = of("socialpsykiatri")
    loops: dict[UUID, list[Event[Any]]] = {}
    for _ in range(30):
        created = asked(uuid4())
        begun = started(created)
        loops[created.subject] = [created, accepted(created), begun, agreed(begun), reached(begun)]
    expected = {citizen_id: [event.id for event in loop[1:]] for citizen_id, loop in loops.items()}
    left = {id_ for ids in expected.values() for id_ in ids}
    got: dict[object, list[object]] = {}
    start = await world.reads.position(reader)

    async def read() -> None:
        async with aclosing(world.reads.live(reader, start, lambda: not left)) as stream:
            async for notice in stream:
                got.setdefault(notice.citizen_id, []).append(notice.event_id)
                left.discard(notice.event_id)

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        tasks.create_task(read())
        for loop in loops.values():
            tasks.create_task(_tell(world, loop))
    assert {citizen_id: got[citizen_id] for citizen_id in expected} == expected
    assert max(Counter(id_ for ids in got.values() for id_ in ids).values()) == 1


async def _tell(world: RealWorld, loop: Sequence[Event[Any]]) -> None:
    for event in loop:
        await world.hear(event)
