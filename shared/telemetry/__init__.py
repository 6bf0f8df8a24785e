"""How operations follow a report without seeing a citizen: traces, metrics and logs that carry ids, numbers and codes.

What may leave is listed here and not trusted to each caller: an attribute or a log field that is on no list is dropped,
an exception is its type and place, a request is its route. All of it is cheap where a trace is not sampled.
"""

from opentelemetry.trace import Span, SpanKind

from shared.telemetry._configuration import configure, shutdown
from shared.telemetry._http import RequestMetrics, http_telemetry
from shared.telemetry._logs import configure_logs, logger
from shared.telemetry._metrics import Metrics
from shared.telemetry._redaction import SPAN_ATTRIBUTES
from shared.telemetry._spans import (
    current_trace_id,
    current_traceparent,
    is_unsampled,
    note,
    span_from,
    start_span,
    trace_id_of,
    traceparent_of,
    tracer,
)

__all__ = [
    "SPAN_ATTRIBUTES",
    "Metrics",
    "RequestMetrics",
    "Span",
    "SpanKind",
    "configure",
    "configure_logs",
    "current_trace_id",
    "current_traceparent",
    "http_telemetry",
    "is_unsampled",
    "logger",
    "note",
    "shutdown",
    "span_from",
    "start_span",
    "trace_id_of",
    "traceparent_of",
    "tracer",
]
