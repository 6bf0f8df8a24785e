"""CloudEvents 1.0 on the wire: `http` and `kafka` read reports, `kafka` events both ways; `attributes` is shared.

Written by hand because reading is on the hot path and because an error must name its field without repeating it; the
tests hold it against the official SDK, both ways.
"""

from shared.contracts.cloudevents.attributes import RawReport, valid_traceparent
from shared.contracts.cloudevents.http import (
    MAX_BATCH_BYTES,
    MAX_EVENT_BYTES,
    content_mode,
    read_batched,
    read_binary,
    read_http,
    read_structured,
)
from shared.contracts.cloudevents.kafka import (
    UnknownType,
    Unreadable,
    attributes,
    from_kafka,
    read_kafka_report,
    receipt_to_kafka,
    to_kafka,
)

__all__ = [
    "MAX_BATCH_BYTES",
    "MAX_EVENT_BYTES",
    "RawReport",
    "UnknownType",
    "Unreadable",
    "attributes",
    "content_mode",
    "from_kafka",
    "read_batched",
    "read_binary",
    "read_http",
    "read_kafka_report",
    "read_structured",
    "receipt_to_kafka",
    "to_kafka",
    "valid_traceparent",
]
