"""A record of ours that cannot be handled stops its own subject and nobody else, until it is replayed."""

import asyncio
from uuid import uuid4

from shared.contracts import CitizenErased
from shared.messaging.dead_letters import DeadLetters, Stopped
from shared.messaging.record import Record
from shared.postgres import transaction
from tests.integration.floors.house import House
from tests.suites.floor_words import accepted, created, event, read, record


async def stopped(house: House) -> list[Stopped]:
    async with house.pool.acquire() as connection:
        return await DeadLetters().stopped(connection)


async def test_it_parks_its_subject_on_its_topic(house: House) -> None:
    """Later events of the subject on that topic wait behind it; other subjects, and its other topic, flow."""
    hurt, well, poison = uuid4(), uuid4(), uuid4()
    house.broken.add(poison)
    events = [
        event(hurt, read()),
        event(hurt, read(poison)),
        event(well, read()),
        event(hurt, read()),
        event(well, read()),
    ]
    later, elsewhere = event(hurt, read()), event(hurt, created(uuid4()))
    await house.reader.read([record(e, n) for n, e in enumerate(events)])
    await house.reader.read([record(later, 9), record(elsewhere)])
    assert await house.heard(well) == [events[2].id, events[4].id]
    assert await house.heard(hurt) == [events[0].id, elsewhere.id]
    (letter,) = await stopped(house)
    assert (letter.subject, letter.topic, letter.held) == (hurt, "notifications.events", 3)
    assert letter.reason.startswith("RuntimeError")
    assert "house.py:" in letter.reason
    assert "Jens" not in letter.reason


async def test_the_replay_runs_them_in_order(house: House) -> None:
    """Mended, the letter and all behind it take effect in their order; what still fails keeps the rest."""
    subject, poison = uuid4(), uuid4()
    house.broken.add(poison)
    events = [event(subject, read(poison if n == 1 else None), n) for n in range(4)]
    await house.reader.read([record(e, n) for n, e in enumerate(events)])
    (unmended,) = await house.replay.all()
    assert (unmended.handled, unmended.reason is not None) == (0, True)
    house.broken.clear()
    (mended,) = await house.replay.all()
    assert (mended.handled, mended.reason) == (3, None)
    assert await house.heard(subject) == [e.id for e in events]
    assert not await stopped(house)


async def test_replaying_while_more_is_read(house: House) -> None:
    """Nothing is parked behind a letter that has just left, nor overtakes one that has not."""
    subject, poison = uuid4(), uuid4()
    house.broken.add(poison)
    events = [event(subject, read(poison if n == 0 else None), n) for n in range(60)]
    await house.reader.read([record(events[0], 0)])
    house.broken.clear()

    async def read_on() -> None:
        for n, e in enumerate(events[1:], 1):
            await house.reader.read([record(e, n)])

    reading = asyncio.create_task(read_on())
    await asyncio.sleep(0.05)
    await house.replay.all()
    await reading
    assert await house.heard(subject) == [e.id for e in events]
    assert not await stopped(house)


async def test_a_replay_waits_for_who_is_parking(house: House) -> None:
    """A record that is being parked behind the last letter is not forgotten there when the letter leaves."""
    subject, poison = uuid4(), uuid4()
    house.broken.add(poison)
    first, second = event(subject, read(poison), 1), event(subject, read(), 2)
    await house.reader.read([record(first, 1)])
    house.broken.clear()
    async with transaction(house.pool) as connection:
        letters = DeadLetters()
        await letters.park(connection, await letters.behind(connection, [record(second, 2)]))
        replaying = asyncio.create_task(house.replay.all())
        await asyncio.sleep(0.1)
    (replayed,) = await replaying
    assert (replayed.handled, replayed.reason) == (2, None)
    assert await house.heard(subject) == [first.id, second.id]


async def test_an_unreadable_record(house: House) -> None:
    """What is no event of ours is kept with its place; without a subject it stops nobody."""
    subject = uuid4()
    good = event(subject, read())
    key, headers = str(subject).encode(), record(good).headers
    strange = [
        Record("notifications.events", 3, 7, b"\xff", [("ce_id", b"\xff")], b"{"),
        Record("notifications.events", 3, 8, str(uuid4()).encode(), headers, record(good).value),
    ]
    fine = event(subject, read())
    await house.reader.read(
        [strange[0], Record("notifications.events", 0, 1, key, record(fine).headers, record(fine).value)]
    )
    assert await house.heard(subject) == [fine.id]
    await house.reader.read([strange[1]])
    assert [(s.subject, s.held) for s in await stopped(house)] == [(None, 1), (strange[1].subject, 1)]
    assert await house.heard(subject) == [fine.id], "by its key it is another's"


async def test_an_erasure_is_never_parked(house: House) -> None:
    """V3: whatever else is wrong with a citizen's events, the erasure reaches every service."""
    subject, poison = uuid4(), uuid4()
    house.broken.add(poison)
    await house.reader.read([record(event(subject, read(poison)))])
    async with transaction(house.pool) as connection:
        erasure = record(event(subject, CitizenErased()))
        letter = DeadLetters()
        assert not await letter.behind(
            connection, [Record("notifications.events", 0, 5, erasure.key, erasure.headers, b"{}")]
        )


async def test_a_waiting_event_that_fails(house: House) -> None:
    """An event that waited and then cannot be handled becomes a letter; what it was tried with stands."""
    subject, referral = uuid4(), uuid4()
    waits = event(subject, accepted(referral))
    await house.reader.read([record(waits)])
    await house.pool.execute("""UPDATE waiting SET body = jsonb_set(body, '{data}', '"{}"')""")
    first = event(subject, created(referral))
    await house.reader.read([record(first)])
    assert await house.heard(subject) == [first.id]
    assert not await house.stands_in("waiting")
    (letter,) = await stopped(house)
    assert (letter.subject, letter.topic) == (subject, "referral.events")
