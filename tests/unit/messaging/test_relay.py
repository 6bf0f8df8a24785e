"""The relay's own rules, without a database or a broker."""

import asyncio

import pytest

from tests.unit.messaging.outbox_and_broker import Broker, Database, a_relay, carried, seen, two_rounds_ready


async def test_only_what_was_confirmed_is_deleted() -> None:
    """What did not fit or was not confirmed stands until it is, and goes next."""
    database, broker = Database(3, 1, 2, 5), Broker()
    broker.fit = 2
    await carried(database, broker)
    assert (broker.sent, database.outbox) == ([1, 2, 3, 5], [])
    assert database.deleted == [[1, 2], [3, 5]]


async def test_doubt_begins_anew() -> None:
    """After an unclear answer producer and connection are thrown away, and nothing was deleted."""
    database, broker = Database(1), Broker()
    broker.fail = 1
    await carried(database, broker)
    assert (broker.sent, database.outbox) == ([1], [])
    assert (broker.closed, database.terminated) == (2, 2)


async def test_the_next_round_is_ready_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes later is made ready beside what is on its way, and leaves when all of that is confirmed."""
    monkeypatch.setattr("shared.messaging.carrier.BATCH", 2)
    database, broker = Database(*range(1, 8)), Broker()
    broker.fit = 2
    async with two_rounds_ready(database, broker):
        await asyncio.sleep(0.05)
        assert (broker.sent, broker.prepared, database.deleted) == ([], [[1, 2], [3, 4]], [])
        broker.let.set()
        await seen(lambda: not database.outbox)
    assert broker.sent == [1, 2, 3, 4, 5, 6, 7]
    assert broker.prepared == [[1, 2], [3, 4], [5, 6], [7]]
    assert database.deleted == broker.prepared


async def test_a_row_goes_to_its_own_topic() -> None:
    """An app's answer and an event, out of one outbox."""
    database, broker = Database(1, 2), Broker()
    database.topics[2] = "intake.svr-app.receipts"
    await carried(database, broker)
    assert broker.topics == ["referral.events", "intake.svr-app.receipts"]


async def test_a_standby_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One lock, one relay."""
    monkeypatch.setattr("shared.messaging.relay.POLL", 0.001)
    database, broker = Database(1), Broker()
    database.free = False
    relay = await carried(database, broker, lambda: database.asked >= 3)
    assert (broker.sent, relay.owner) == ([], False)


async def test_who_is_asked_to_stop_deletes_what_is_confirmed() -> None:
    """What is on its way when the service stops need not come again, where Kafka answers within a moment."""
    database, broker = Database(1, 2), Broker()
    broker.let.clear()
    task = asyncio.create_task(a_relay(database, broker).run())
    await seen(lambda: bool(broker.prepared))
    await asyncio.sleep(0.01)
    task.cancel()
    broker.let.set()
    await asyncio.wait([task])
    assert (broker.sent, database.outbox, database.terminated, broker.closed) == ([1, 2], [], 1, 1)


async def test_who_is_asked_to_stop_does_not_wait_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that does not answer keeps no service from stopping; its rows stand."""
    monkeypatch.setattr("shared.messaging.carrier._FAREWELL", 0.02)
    database, broker = Database(1, 2), Broker()
    broker.let.clear()
    task = asyncio.create_task(a_relay(database, broker).run())
    await seen(lambda: bool(broker.prepared))
    task.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait([task])
    assert (database.outbox, database.terminated, broker.closed) == ([1, 2], 1, 1)
