"""Spans of the journey between two services, named after OpenTelemetry's messaging conventions."""

import re
from collections.abc import Mapping
from typing import Any

from shared.contracts.event import Event
from shared.messaging.record import Record
from shared.messaging.wire import decode_headers, with_last
from shared.telemetry import Span, SpanKind, is_unsampled, start_span, traceparent_of

TRACEPARENT = "traceparent"
# As the last of encoded headers: the length of the name and of the value, doubled, before each.
_UNSAMPLED = re.compile(rb"\x16traceparent\x6e00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00")
_LENGTH = 68


def goes_on_unsampled(encoded: bytes) -> bool:
    """Whether these are the headers of an event whose trace nobody keeps: they go on as they are."""
    return _UNSAMPLED.fullmatch(encoded, len(encoded) - _LENGTH) is not None


def start_producer_span(topic: str, encoded: bytes) -> tuple[Span, bytes]:
    """From the outbox to Kafka's confirmation; the reader's span becomes its child by the headers returned."""
    headers = decode_headers(encoded)
    stored = headers.get("ce_traceparent")
    span = start_span(
        stored,
        f"send {topic}",
        SpanKind.PRODUCER,
        {
            "messaging.system": "kafka",
            "messaging.operation.type": "send",
            "messaging.destination.name": topic,
            "messaging.message.id": headers["ce_id"],
            "samspil.event_type": headers["ce_type"],
            # An answer to an app belongs to no loop.
            **({"samspil.loop": headers["ce_correlationid"]} if "ce_correlationid" in headers else {}),
        },
    )
    traceparent = traceparent_of(span) or stored
    return span, encoded if traceparent is None else with_last(encoded, TRACEPARENT, traceparent)


def start_consumer_span(service: str, record: Record, event: Event[Any]) -> tuple[Span | None, str | None]:
    """From the record being taken up to the commit of its effects, and the traceparent to go on with.

    No span where nobody records the trace: then it is handed on as it came.
    """
    stored = record.header(TRACEPARENT) or event.traceparent
    if is_unsampled(stored):
        return None, stored
    told = {
        "messaging.message.id": str(event.id),
        "samspil.event_type": event.type,
        "samspil.loop": str(event.correlationid),
    }
    return process_span(service, record, stored, told)


def process_span(group: str, record: Record, stored: str | None, told: Mapping[str, str]) -> tuple[Span, str | None]:
    """The same for any record: below `stored`, with what may be `told` of it, and the traceparent to go on with."""
    span = start_span(
        stored,
        f"process {record.topic}",
        SpanKind.CONSUMER,
        {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.destination.name": record.topic,
            "messaging.consumer.group.name": group,
            **told,
        },
    )
    return span, traceparent_of(span) or stored
