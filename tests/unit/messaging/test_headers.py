"""Headers put together from what is alike, against the same written in full."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import Event
from shared.contracts.cloudevents import attributes
from shared.messaging.headers import _GAP, as_text, as_wire, headers_of
from shared.messaging.tracing import TRACEPARENT
from shared.messaging.wire import decode_headers
from tests.unit.contracts.builders import events

_ODD = st.text(max_size=70) | st.sampled_from(["%s", "100 %", 'a "quoted" one', _GAP * 36, "æøå", "\\"])


def _in_full(event: Event[Any]) -> dict[str, str]:
    return {**attributes(event), "ce_version": str(event.version)}


@given(st.lists(events(), min_size=1, max_size=4))
def test_the_same_bytes_as_in_full(made: list[Event[Any]]) -> None:
    """Whatever the event: the first of its kind, from which is learnt, and those after it."""
    for event in made:
        headers = _in_full(event)
        assert headers_of(event) == (as_text(headers), as_wire(headers))


@given(events(), st.none() | _ODD, st.none() | _ODD, st.integers(0, 2**62))
def test_the_same_bytes_whatever_stands_in_them(
    made: Event[Any], department: str | None, traceparent: str | None, version: int
) -> None:
    """What needs quoting, is longer than a byte can say, or looks like a gap or a place to fill in, costs nothing."""
    event = replace(made, department=department, traceparent=traceparent, version=version)
    headers = _in_full(event)
    assert headers_of(event) == (as_text(headers), as_wire(headers))


@given(events())
def test_the_trace_context_stands_last(event: Event[Any]) -> None:
    """Where the relay looks for it."""
    found = decode_headers(headers_of(event)[1])
    traced = {} if event.traceparent is None else {TRACEPARENT: event.traceparent}
    assert list(found.items()) == list({**_in_full(event), **traced}.items())
