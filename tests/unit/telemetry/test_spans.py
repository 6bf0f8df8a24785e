"""Journeys: one trace through stored traceparents, and nothing on it that should not be there."""

import pytest
from opentelemetry.trace import SpanKind

from shared.telemetry import (
    current_trace_id,
    current_traceparent,
    is_unsampled,
    span_from,
    start_span,
    trace_id_of,
    traceparent_of,
    tracer,
)
from tests.unit.telemetry.conftest import Spans

TRACE = "0af7651916cd43dd8448eb211c80319c"
SAMPLED = f"00-{TRACE}-b7ad6b7169203331-01"
UNSAMPLED = f"00-{TRACE}-b7ad6b7169203331-00"
MALFORMED = [
    "",
    "x",
    "00-0-0-01",
    f"00-{'0' * 32}-b7ad6b7169203331-01",
    f"ff-{TRACE}-b7ad6b7169203331-01",
    SAMPLED + "x",
]


def test_a_span_continues_the_stored_trace(spans: Spans) -> None:
    """Tracing: a report's journey is one trace, through the outbox and Kafka to the reading."""
    with span_from(SAMPLED, "relay", SpanKind.PRODUCER, {"samspil.event_type": "a.v1"}):
        handed_on = current_traceparent()
        assert current_trace_id() == TRACE
    with span_from(handed_on, "read", SpanKind.CONSUMER):
        pass
    relay, read = spans.sent()
    assert (relay["trace"], relay["parent"]) == (TRACE, "b7ad6b7169203331")
    assert read["trace"] == TRACE
    assert handed_on is not None
    assert read["parent"] == handed_on.split("-")[2]
    assert current_traceparent() is None


def test_an_unsampled_trace_is_handed_on_and_sends_nothing(spans: Spans) -> None:
    """Tracing: sampling decides at the root; an unsampled event costs a header copy and keeps its trace id."""
    with span_from(UNSAMPLED, "relay") as span:
        assert current_traceparent() == UNSAMPLED
        assert traceparent_of(span) == UNSAMPLED
    assert spans.sent() == []


def test_who_is_recorded_is_told_from_the_header_alone() -> None:
    """Tracing: what is not sampled needs no span; what is, or starts a trace of its own, does."""
    assert is_unsampled(UNSAMPLED)
    assert not any(map(is_unsampled, (None, SAMPLED, *MALFORMED, f"00-{'0' * 32}-{'0' * 16}-00")))


@pytest.mark.parametrize("malformed", [None, *MALFORMED])
def test_what_is_no_traceparent_starts_a_new_trace(spans: Spans, malformed: str | None) -> None:
    """Tracing: an app's odd header costs it its trace, never its report."""
    assert trace_id_of(malformed) is None
    with span_from(malformed, "door"):
        assert trace_id_of(current_traceparent()) not in {None, TRACE}
    assert spans.sent()[0]["parent"] is None


def test_a_span_of_its_own_is_not_a_child_of_whatever_runs(spans: Spans) -> None:
    """Tracing: a batch's events belong to their own traces, not to the batch's."""
    with span_from(SAMPLED, "batch"):
        start_span(None, "one of another trace", links=[SAMPLED, "x"]).end()
    other = next(span for span in spans.sent() if span["name"] == "one of another trace")
    assert other["trace"] != TRACE
    assert other["links"] == [TRACE]


def test_an_error_is_its_type_alone(spans: Spans) -> None:
    """V1: an exception's message and stack may repeat what was sent; the span holds the type."""
    with pytest.raises(ValueError, match="0101701234"), span_from(SAMPLED, "decide"):
        raise ValueError("0101701234")
    with pytest.raises(ValueError, match="0101701234"), tracer().start_as_current_span("framework"):
        raise ValueError("0101701234")
    decide, framework = spans.sent()
    assert decide["attributes"] == {"error.type": "ValueError"}
    assert decide["status"] == "ERROR"
    assert "0101701234" not in repr((decide, framework))
    assert (framework["events"], framework["said"]) == (0, None)


def test_only_listed_attributes_leave_the_process(spans: Spans) -> None:
    """V1: the pseudonym in no span; what nobody listed is dropped at the last gate, whoever put it there."""
    with span_from(SAMPLED, "x", attributes={"samspil.loop": "l", "citizen_id": "c", "url.path": "/citizens/c"}):
        pass
    assert spans.sent()[0]["attributes"] == {"samspil.loop": "l"}
