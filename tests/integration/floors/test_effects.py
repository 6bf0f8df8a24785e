"""One statement writes everything a decision made, or nothing."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import UniqueViolationError

from shared.postgres import Pool
from shared.postgres.effects import Effect, Writes, delete, insert, update, upsert

THING = insert("things", id="int", words="text")
IN_ORDER = insert("heard", subject="uuid", event_id="uuid")
YES, NO = "SELECT 1", "SELECT 1 WHERE false"


async def run(pool: Pool, writes: Writes, guard: str = "") -> Any:
    statement = writes.statement(guard)
    assert statement is not None
    return await pool.fetchval(statement[0], *statement[1])


async def things(pool: Pool) -> dict[int, str | None]:
    return {row["id"]: row["words"] for row in await pool.fetch("SELECT id, words FROM things")}


def put(effect: Effect, *rows: tuple[Any, ...]) -> Writes:
    writes = Writes()
    for row in rows:
        writes.put(effect, row[0], row)
    return writes


@pytest.mark.parametrize("guard", ["", YES])
async def test_each_kind_of_effect(pool: Pool, guard: str) -> None:
    """Rows are inserted, put in the place of others, changed and taken out, with a guard and without."""
    await run(pool, put(THING, (1, "one"), (2, None), (3, "three")), guard)
    await run(pool, put(upsert("things", ("id",), id="int", words="text"), (2, "two"), (4, "four")), guard)
    await run(pool, put(update("things", ("id",), id="int", words="text"), (3, "tre"), (9, "nobody")), guard)
    await run(pool, put(delete("things", id="int"), (1,), (9,)), guard)
    await run(pool, put(insert("things", ignore_known=True, id="int", words="text"), (2, "no"), (5, "five")), guard)
    assert await things(pool) == {2: "two", 3: "tre", 4: "four", 5: "five"}


async def test_a_column_without_a_value(pool: Pool) -> None:
    """Null in every row it is sent as one null, and every row is written all the same."""
    writes = put(THING, (1, None), (2, None))
    statement = writes.statement()
    assert statement is not None
    assert statement[1] == [(1, 2), None]
    await run(pool, writes)
    assert await things(pool) == {1: None, 2: None}


@pytest.mark.parametrize("guard", ["", YES])
async def test_a_column_that_is_alike(pool: Pool, guard: str) -> None:
    """It is sent as one value, and stands in every row; also where a row of another effect has another one."""
    writes = put(THING, (1, "same"), (2, "same"), (3, "same"))
    writes.put(IN_ORDER, 1, (UUID(int=7), UUID(int=7)))
    writes.put(IN_ORDER, 2, (UUID(int=7), UUID(int=7)))
    statement = writes.statement()
    assert statement is not None
    assert statement[1] == [(UUID(int=7),) * 2, (UUID(int=7),), (1, 2, 3), ("same",)]
    await run(pool, writes, guard)
    assert await things(pool) == {1: "same", 2: "same", 3: "same"}
    await run(pool, put(update("things", ("id",), id="int", words="text"), (1, "new"), (3, "new")), guard)
    assert await things(pool) == {1: "new", 2: "same", 3: "new"}
    heard = [tuple(row) for row in await pool.fetch("SELECT subject, event_id FROM heard")]
    assert heard == [(UUID(int=7), UUID(int=7))] * 2


async def test_a_guard_without_a_row_writes_nothing(pool: Pool) -> None:
    """Somebody was faster: no part of the statement happens, and the caller is told."""
    await run(pool, put(THING, (1, "one")))
    writes = put(THING, (2, "two"))
    writes.put(delete("things", id="int"), 1, (1,))
    assert await run(pool, writes, NO) == 0
    assert await things(pool) == {1: "one"}


@pytest.mark.parametrize("guard", ["", YES])
async def test_rows_can_be_joined_to(pool: Pool, guard: str) -> None:
    """A template may join its rows to a table; a guard beside them changes nothing about that."""
    await run(pool, put(THING, (1, "one")))
    joined = Effect(
        "joined", (("id", "int"), ("words", "text")),
        "UPDATE things AS t SET words = r.words FROM things AS u JOIN {rows} USING (id) WHERE t.id = u.id",
    )  # fmt: skip
    await run(pool, put(joined, (1, "uno"), (2, "due")), guard)
    assert await things(pool) == {1: "uno"}


@pytest.mark.parametrize("guard", ["", YES])
async def test_rows_are_numbered_in_the_order_they_were_put(pool: Pool, guard: str) -> None:
    """The outbox leaves in the order of its numbers, so the numbers follow the decision."""
    events = [uuid4() for _ in range(200)]
    writes = Writes()
    for event in events:
        writes.put(IN_ORDER, event, (UUID(int=0), event))
    await run(pool, writes, guard)
    assert [r["event_id"] for r in await pool.fetch("SELECT event_id FROM heard ORDER BY seq")] == events


async def test_one_bad_row_leaves_nothing_half_done(pool: Pool) -> None:
    """A known key is an error, and the whole statement with it."""
    await run(pool, put(THING, (1, "one")))
    writes = put(THING, (1, "again"))
    writes.put(IN_ORDER, 1, (uuid4(), uuid4()))
    with pytest.raises(UniqueViolationError):
        await run(pool, writes)
    assert not await pool.fetchval("SELECT count(*) FROM heard")
