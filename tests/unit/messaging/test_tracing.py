"""What becomes of an event's trace context on its way out."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.contracts.cloudevents import to_kafka
from shared.messaging.outbox import OUTBOX, put_in_outbox
from shared.messaging.tracing import TRACEPARENT, goes_on_unsampled, start_producer_span
from shared.messaging.unit import Unit
from shared.messaging.wire import decode_headers, encode_headers
from shared.telemetry import configure, shutdown
from tests.suites.notifications_story import TRACE, asked

UNKEPT = TRACE[:-2] + "00"


@pytest.fixture
def traced() -> Iterator[None]:
    configure("tests", "0", "tests", exporter=InMemorySpanExporter())
    yield
    shutdown()


def _written(traceparent: str | None) -> tuple[bytes, dict[str, str]]:
    """An event's headers as the outbox has them, and as the contract has them."""
    event = replace(asked(uuid4()), traceparent=traceparent)
    unit = Unit()
    put_in_outbox(unit, event)
    row = unit.row(OUTBOX, event.id)
    assert row is not None
    return row[-1], {name: value.decode() for name, value in to_kafka(event)[2]}


def test_what_nobody_keeps_goes_on_as_it_was_written() -> None:
    """Tracing: at volume an event costs a look at its last header."""
    wire, headers = _written(UNKEPT)
    assert goes_on_unsampled(wire)
    assert decode_headers(wire) == {**headers, TRACEPARENT: UNKEPT}


def test_what_is_kept_has_the_relays_span_as_its_readers_parent(traced: None) -> None:
    """Tracing: the same trace, another span, once."""
    wire, headers = _written(TRACE)
    assert not goes_on_unsampled(wire)
    span, sent = start_producer_span("t", wire)
    span.end()
    found = decode_headers(sent)
    told = found.pop(TRACEPARENT)
    assert found == headers
    assert (told[:36], told[-3:]) == (TRACE[:36], "-01")
    assert told != TRACE
    assert len(sent) == len(wire)


def test_what_has_no_trace_begins_one(traced: None) -> None:
    """Tracing: an event of the service's own doing."""
    wire, headers = _written(None)
    assert not goes_on_unsampled(wire)
    span, sent = start_producer_span("t", wire)
    span.end()
    found = decode_headers(sent)
    assert found.pop(TRACEPARENT).endswith("-01")
    assert found == headers


@pytest.mark.parametrize("headers", [{}, {"a": UNKEPT}, {TRACEPARENT: TRACE}, {TRACEPARENT: UNKEPT[:-1]}])
def test_nothing_else_is_taken_for_unkept(headers: dict[str, str]) -> None:
    """Tracing: where it is not certain, a span is asked for."""
    assert not goes_on_unsampled(encode_headers(headers))
