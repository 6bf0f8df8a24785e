"""One decision over several subjects, where the decision finds out over whom."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from shared.contracts import Refused
from shared.messaging.several import Several
from tests.integration.floors.house import House, HouseWork
from tests.integration.floors.test_decider import versions
from tests.suites.floor_words import goal

WorkOf = Callable[[UUID], HouseWork]


@pytest.fixture
def several(house: House) -> Several[HouseWork]:
    return Several(lambda: house.decider)


def publishing(*subjects: UUID) -> Callable[[WorkOf], Awaitable[None]]:
    async def decide(work_of: WorkOf) -> None:
        for subject in subjects:
            work_of(subject).publish(goal())

    return decide


async def test_all_that_are_asked_for_are_written_together(house: House, several: Several[HouseWork]) -> None:
    """Each subject's events have its own versions; whoever is never asked for is not there."""
    first, second, third = uuid4(), uuid4(), uuid4()
    await several.decide(first, publishing(first, second, third))
    await several.decide(second, publishing(third, first))
    assert await versions(house.pool) == {first: [1, 2], second: [1], third: [1, 2]}


async def test_what_is_only_looked_at_is_not_written(house: House, several: Several[HouseWork]) -> None:
    """A subject that nothing is decided about gets no row, and one that has a row keeps it as it was."""
    known, unknown = uuid4(), uuid4()
    await house.publish(known, goal())
    before = await house.pool.fetchrow("SELECT * FROM subjects")

    async def look(work_of: WorkOf) -> tuple[UUID, UUID]:
        return work_of(known).subject, work_of(unknown).subject

    assert await several.decide(unknown, look) == (known, unknown)
    assert await house.pool.fetch("SELECT * FROM subjects") == [before]
    assert not await house.stands_in("citizen_keys")


async def test_what_raises_leaves_nothing_of_any(house: House, several: Several[HouseWork]) -> None:
    """All or nothing: what was decided about the first is taken back with the second's refusal."""
    first, second = uuid4(), uuid4()

    async def decide(work_of: WorkOf) -> None:
        work_of(first).publish(goal())
        work_of(second).seal(b"words", b"")
        raise Refused("not-allowed", "Nej.")

    with pytest.raises(Refused):
        await several.decide(first, decide)
    for table in ("subjects", "outbox", "citizen_keys"):
        assert not await house.stands_in(table)


async def test_opposite_orders_and_other_decisions_at_once(house: House) -> None:
    """Two instances ask for the same subjects in opposite orders while others decide on one: no version is lost."""
    subjects = [uuid4() for _ in range(3)]
    doors = [Several[HouseWork](lambda: house.decider) for _ in range(2)]

    async def round_of(door: Several[HouseWork], order: list[UUID]) -> None:
        for _ in range(10):
            await door.decide(order[0], publishing(*order))

    async def alone() -> None:
        for n in range(15):
            await house.publish(subjects[n % 3], goal())

    await asyncio.gather(round_of(doors[0], subjects), round_of(doors[1], subjects[::-1]), alone())
    assert await versions(house.pool) == {subject: list(range(1, 26)) for subject in subjects}


async def test_its_events_are_samspils_own(several: Several[HouseWork]) -> None:
    """Nobody reports: no department acts, and all events of one decision have one cause."""
    first, second = uuid4(), uuid4()

    async def decide(work_of: WorkOf) -> list[tuple[str | None, UUID]]:
        made = [work_of(subject).publish(goal()) for subject in (first, second)]
        return [(event.department, event.causationid) for event in made]

    made = await several.decide(first, decide)
    assert {department for department, _ in made} == {None}
    assert len({cause for _, cause in made}) == 1
