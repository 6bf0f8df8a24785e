"""Decisions that race: none lost, none doubled, in one order."""

import asyncio
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from asyncpg import UniqueViolationError

from shared.contracts import Refused
from shared.messaging import Unit
from shared.messaging.subjects import Raced
from shared.postgres import Connection, Pool, transaction
from tests.integration.floors.house import KEYRING, House, HouseWork
from tests.integration.floors.test_effects import THING
from tests.suites.floor_words import a_cause, goal

_OUTBOX = """
SELECT aggregateid, (headers->>'ce_version')::int AS version, headers->>'ce_registeredtime' AS at
FROM outbox ORDER BY seq
"""


async def versions(pool: Pool) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for row in await pool.fetch(_OUTBOX):
        found.setdefault(row["aggregateid"], []).append(row["version"])
    return found


async def in_batch(house: House, *subjects: UUID) -> None:
    """The same decision as `house.publish`, under locks."""

    async def decide(works: Mapping[UUID, HouseWork], _: Unit) -> None:
        for subject in subjects:
            works[subject].cause = a_cause()
            works[subject].publish(goal())

    while True:
        try:
            async with transaction(house.pool) as connection:
                await house.decider.batch(connection, subjects, decide)
        except Raced:
            continue
        return


async def test_writers_of_one_subject(house: House) -> None:
    """Versions are 1…n without a gap and leave in that order, though eight decide at once, two events a decision."""
    subject = uuid4()

    async def write() -> None:
        for _ in range(8):
            await house.publish(subject, goal(), goal())

    await asyncio.gather(*(write() for _ in range(8)))
    assert await versions(house.pool) == {subject: list(range(1, 129))}


async def test_four_writers_of_many_subjects(house: House) -> None:
    """Per subject the outbox is in version order, whichever of optimistic and locking decisions made an event."""
    subjects = [uuid4() for _ in range(5)]

    async def optimistic() -> None:
        for n in range(30):
            await house.publish(subjects[n % 5], goal())

    async def locking(step: int) -> None:
        for n in range(15):
            await in_batch(house, subjects[n % 5], subjects[(n + step) % 5])

    await asyncio.gather(optimistic(), optimistic(), locking(1), locking(3))
    found = await versions(house.pool)
    assert found == {subject: list(range(1, 25)) for subject in subjects}


async def test_new_subjects_in_batches_at_once(house: House) -> None:
    """A subject's first row can come between another's locking and reading: nobody decides on what is not held."""
    for _ in range(30):
        first, second = uuid4(), uuid4()
        batches = (in_batch(house, *pair) for pair in ((first, second), (second, first), (first, second)))
        await asyncio.gather(*(house.publish(s, goal()) for s in (first, second, first)), *batches)
        found = await versions(house.pool)
        assert (found[first], found[second]) == ([1, 2, 3, 4, 5], [1, 2, 3, 4])


async def test_registered_times_follow_the_versions(house: House) -> None:
    """A batch that waited for a lock registers its events after those it waited for, not when it began."""
    subject = uuid4()
    await house.publish(subject, goal())
    async with transaction(house.pool) as early:
        # The transaction, and with it now(), is older than the decision below.
        await early.fetchval("SELECT now()")
        await house.publish(subject, goal())

        async def decide(works: Mapping[UUID, HouseWork], _: Unit) -> None:
            works[subject].cause = a_cause()
            works[subject].publish(goal())

        await house.decider.batch(early, [subject], decide)
    times = [row["at"] for row in await house.pool.fetch(_OUTBOX)]
    assert times == sorted(times)


async def test_what_raises_leaves_nothing(house: House) -> None:
    """A decision that fails writes nothing at all."""

    async def decide(_: Connection, work: HouseWork) -> None:
        work.cause = a_cause()
        work.publish(goal())
        work.seal(b"words", b"row")
        raise LookupError

    with pytest.raises(LookupError):
        await house.decider.once(uuid4(), decide)
    assert not await house.stands_in("outbox")
    assert not await house.stands_in("subjects")
    assert not await house.stands_in("citizen_keys")


async def test_a_refusal_on_two_moments(house: House) -> None:
    """A refusal guards nothing by writing: where the subject moved on meanwhile, it is decided again on one moment."""
    subject, tries = uuid4(), 0

    async def decide(_: Connection, work: HouseWork) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            await house.publish(subject, goal())
            raise Refused("unknown-reference", "Kendes ikke.")
        return work.row.version

    assert await house.decider.once(subject, decide) == 1


@pytest.mark.parametrize("batch", [False, True])
async def test_a_key_made_meanwhile_is_the_one_used(house: House, batch: bool) -> None:
    """Words are sealed under the key that is kept, also where somebody made the key between read and write."""
    subject, tries = uuid4(), 0

    async def decide(work: HouseWork) -> bytes:
        nonlocal tries
        tries += 1
        if tries == 1:
            async with house.pool.acquire() as other:
                await KEYRING.ensure_key(other, subject)
        work.cause = a_cause()
        return work.seal(b"words", b"row")

    if batch:

        async def decide_all(works: Mapping[UUID, HouseWork], _: Unit) -> bytes:
            return await decide(works[subject])

        with pytest.raises(Raced):
            async with transaction(house.pool) as connection:
                await house.decider.batch(connection, [subject], decide_all)
        async with transaction(house.pool) as connection:
            sealed, _ = await house.decider.batch(connection, [subject], decide_all)
    else:
        sealed = await house.decider.once(subject, lambda _, work: decide(work))
    async with house.pool.acquire() as connection:
        key = await KEYRING.key_of(connection, subject)
    assert key is not None
    assert KEYRING.decrypt(key, sealed, b"row") == b"words"
    assert tries == 2


async def test_another_broken_rule_is_not_tried_again(house: House) -> None:
    """Only what a race explains is decided again; anything else would go round for ever."""

    async def decide(_: Connection, work: HouseWork) -> None:
        work.put(THING, 1, (1, "one"))

    await house.decider.once(uuid4(), decide)
    with pytest.raises(UniqueViolationError):
        await house.decider.once(uuid4(), decide)
