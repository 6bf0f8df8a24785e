"""Events heard: each takes effect once, in order, whatever is delivered how often."""

import asyncio
from uuid import uuid4

from shared.messaging.record import Record
from tests.integration.floors.house import House
from tests.suites.floor_words import accepted, created, event, read, record, start


async def test_a_batch_that_comes_again(house: House) -> None:
    """N2: what was delivered before takes no effect, alone, beside new ones, or twice in one batch."""
    subject = uuid4()
    events = [event(subject, read(), n) for n in range(1, 5)]
    records = [record(e, n) for n, e in enumerate(events)]
    await house.reader.read(records[:2])
    await house.reader.read([*records[1:3], records[2], records[0]])
    await house.reader.read(records)
    assert await house.heard(subject) == [e.id for e in events]


async def test_two_readers_of_one_partition(house: House) -> None:
    """Members overlap while a group shares out anew: of two that read the same, one finds it done."""
    subjects = [uuid4() for _ in range(10)]
    events = [event(subject, read(), n) for n in range(1, 11) for subject in subjects]
    records = [record(e, n) for n, e in enumerate(events)]

    async def read_all(size: int) -> None:
        for at in range(0, 100, size):
            await house.reader.read(records[at : at + size])

    await asyncio.gather(read_all(10), read_all(25), read_all(100))
    for subject in subjects:
        assert await house.heard(subject) == [e.id for e in events if e.subject == subject]


async def test_what_presupposes_something_waits_for_it(house: House) -> None:
    """Kafka gives no order across topics: an event waits for what it rests on; nothing else does."""
    subject, referral = uuid4(), uuid4()
    early, started, other = event(subject, accepted(referral)), event(subject, start(referral)), event(subject, read())
    await house.reader.read([record(early), record(started), record(other)])
    assert await house.heard(subject) == [other.id]
    assert await house.stands_in("waiting") == 2
    first = event(subject, created(referral))
    await house.reader.read([record(first)])
    assert await house.heard(subject) == [other.id, first.id, early.id, started.id]
    assert not await house.stands_in("waiting")


async def test_it_waits_and_is_settled_in_one_batch(house: House) -> None:
    """What comes before and after in one batch leaves nothing behind among the waiting."""
    subject, referral = uuid4(), uuid4()
    early, first = event(subject, accepted(referral)), event(subject, created(referral))
    await house.reader.read([record(early), record(first)])
    assert await house.heard(subject) == [first.id, early.id]
    assert not await house.stands_in("waiting")


async def test_a_type_of_a_newer_service_is_read_past(house: House) -> None:
    """What nobody here knows stops nothing, and is counted."""
    subject = uuid4()
    known = event(subject, read())
    stranger = record(event(subject, read()))
    headers = [(n, b"dk.samspil.noget.nyt.v1" if n == "ce_type" else v) for n, v in stranger.headers]
    await house.reader.read([Record("notifications.events", 0, 0, stranger.key, headers, b"{}"), record(known)])
    assert await house.heard(subject) == [known.id]
    assert not await house.stands_in("dead_letters")
    assert b"samspil_events_unknown_total" in house.metrics.render()


async def test_infrastructure_is_waited_for(house: House) -> None:
    """A connection that is lost under a batch costs time, never an event and never a dead letter."""
    subjects = [uuid4() for _ in range(50)]
    events = [event(subject, read()) for subject in subjects]
    reading = asyncio.create_task(house.reader.read([record(e, n) for n, e in enumerate(events)]))
    for _ in range(3):
        await asyncio.sleep(0.01)
        await house.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND usename = current_user AND state <> 'idle'"
        )
    await reading
    assert [await house.heard(subject) for subject in subjects] == [[e.id] for e in events]
    assert not await house.stands_in("dead_letters")
