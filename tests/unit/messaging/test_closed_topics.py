"""What the relay does with answers to an app whose topic is closed."""

from collections.abc import Sequence
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.messaging.carrier import _outgoing
from shared.messaging.producer import Outgoing
from shared.telemetry import Span, configure, shutdown
from tests.unit.messaging.outbox_and_broker import Broker, Database, carried, seen, two_rounds_ready


def _half_shut(monkeypatch: pytest.MonkeyPatch) -> tuple[Database, Broker]:
    """Rounds of two rows; every other row is for an app's topic that is closed."""
    monkeypatch.setattr("shared.messaging.carrier.BATCH", 2)
    monkeypatch.setattr("shared.messaging.carrier._CLOSED", 0.02)
    database, broker = Database(1, 2, 3, 4), Broker()
    database.topics = dict.fromkeys((1, 3), "intake.gone.receipts")
    broker.fit = 2
    broker.shut = {"intake.gone.receipts"}
    return database, broker


async def test_nothing_later_goes_past_what_a_closed_topic_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made ready before it was known is made ready anew: it could hold the same key's next answer."""
    monkeypatch.setattr("shared.messaging.relay.POLL", 0.02)
    database, broker = _half_shut(monkeypatch)
    async with two_rounds_ready(database, broker):
        broker.let.set()
        await seen(lambda: database.outbox == [1, 3])
        broker.shut = set()
        await seen(lambda: not database.outbox)
    assert broker.sent == [2, 4, 1, 3]


async def test_an_apps_closed_topic_keeps_nobody_elses_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers are passed over for a while, expire as they would have on the topic, and go when it opens."""
    monkeypatch.setattr("shared.messaging.carrier._CLOSED", 0.02)
    database, broker = Database(1, 2, 3), Broker()
    database.topics[1] = "intake.gone.receipts"
    broker.shut = {"intake.gone.receipts"}
    await carried(database, broker, lambda: database.outbox == [1] and bool(database.expired))
    assert (broker.sent, database.outbox, set(database.expired)) == ([2, 3], [1], broker.shut)
    assert database.terminated == 1
    broker.shut = set()
    await carried(database, broker)
    assert database.outbox == []


async def test_our_own_closed_topic_is_begun_anew_with() -> None:
    """The events' topic is always there: it is not passed over."""
    database, broker = Database(1), Broker()
    broker.shut = {"referral.events"}
    await carried(database, broker, lambda: broker.closed >= 2)
    assert database.outbox == [1]
    assert broker.closed >= 2


async def test_no_span_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round that was made ready in vain, or that nobody confirmed, has its spans told of all the same."""
    exporter = InMemorySpanExporter()
    begun: list[int] = []

    def outgoing(rows: Sequence[Any]) -> tuple[list[Outgoing], list[Span]]:
        made, spans = _outgoing(rows)
        begun.extend(span.get_span_context().span_id for span in spans)
        return made, spans

    monkeypatch.setattr("shared.messaging.carrier._outgoing", outgoing)
    configure("tests", "0", "tests", exporter=exporter)
    try:
        database, broker = _half_shut(monkeypatch)
        broker.fail = 1
        async with two_rounds_ready(database, broker):
            broker.let.set()
            await seen(lambda: database.outbox == [1, 3])
    finally:
        shutdown()
    assert len(begun) > 8
    assert sorted(span.context.span_id for span in exporter.get_finished_spans()) == sorted(begun)
