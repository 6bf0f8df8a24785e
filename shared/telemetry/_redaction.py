"""The last gate before a span leaves the process: only what is listed goes through."""

import time
from collections.abc import Mapping, Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Status
from opentelemetry.util.types import AttributeValue

from shared.telemetry._logs import logger

SPAN_ATTRIBUTES = frozenset(
    {
        # OpenTelemetry's names
        "db.operation.name",
        "db.response.status_code",
        "db.system.name",
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "messaging.batch.message_count",
        "messaging.consumer.group.name",
        "messaging.destination.name",
        "messaging.destination.partition.id",
        "messaging.kafka.offset",
        "messaging.message.id",
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.system",
        "network.protocol.name",
        "network.protocol.version",
        "server.address",
        "server.port",
        "url.scheme",
        # ours: ids of messages and loops, codes and counts; never a citizen's
        "samspil.attempt",
        "samspil.batch",
        "samspil.channel",
        "samspil.consumer",
        "samspil.department",
        "samspil.event_id",
        "samspil.event_type",
        "samspil.loop",
        "samspil.notice_id",
        "samspil.notices",
        "samspil.outcome",
        "samspil.problem",
        "samspil.reason",
        "samspil.receipt_id",
        "samspil.recipient_kind",
        "samspil.report_id",
        "samspil.rows",
        "samspil.timer",
        "samspil.version",
        "samspil.withheld",
    }
)
"""Every attribute a span may carry out of the process; one that is not here is dropped without a word."""

_log = logger(__name__)
_SECONDS_BETWEEN_COMPLAINTS = 60.0


def redacted(span: ReadableSpan) -> ReadableSpan:
    """The span with listed attributes alone; no events (they hold messages and stacks), no description."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_listed(span.attributes),
        links=[Link(link.context, _listed(link.attributes)) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _listed(attributes: Mapping[str, AttributeValue] | None) -> dict[str, AttributeValue]:
    return {key: value for key, value in (attributes or {}).items() if key in SPAN_ATTRIBUTES}


class RedactingExporter(SpanExporter):
    """Hands spans on redacted; a collector that is away costs spans, never the service, and one log line a minute."""

    def __init__(self, to: SpanExporter) -> None:
        self._to = to
        self._complained = float("-inf")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        try:
            result = self._to.export([redacted(span) for span in spans])
        except Exception as exc:
            result = SpanExportResult.FAILURE
            self._complain(len(spans), exc)
        return result

    def _complain(self, count: int, exc: Exception) -> None:
        now = time.monotonic()
        if now - self._complained >= _SECONDS_BETWEEN_COMPLAINTS:
            self._complained = now
            _log.warning("traces could not be exported", count=count, error_type=type(exc).__qualname__)

    def shutdown(self) -> None:
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30000) -> bool:
        return self._to.force_flush(timeout_millis)
