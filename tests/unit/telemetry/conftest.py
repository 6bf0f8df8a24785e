import logging
from collections.abc import Iterator

import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import telemetry
from shared.telemetry import _spans


class Spans:
    """What left the process."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()

    def sent(self) -> list[dict[str, object]]:
        _flush()
        return [
            {
                "name": span.name,
                "trace": f"{span.context.trace_id:032x}" if span.context else "",
                "parent": f"{span.parent.span_id:016x}" if span.parent else None,
                "attributes": dict(span.attributes or {}),
                "events": len(span.events),
                "status": span.status.status_code.name,
                "said": span.status.description,
                "links": [f"{link.context.trace_id:032x}" for link in span.links],
            }
            for span in self.exporter.get_finished_spans()
        ]


def _flush() -> None:
    flush = getattr(_spans.current.real, "force_flush", None)
    if flush is not None:
        flush()


@pytest.fixture
def spans() -> Iterator[Spans]:
    root = logging.getLogger()
    handlers, level, logs = root.handlers[:], root.level, structlog.get_config()
    made = Spans()
    telemetry.configure("referral", "1.0", "one", exporter=made.exporter)
    yield made
    telemetry.shutdown()
    structlog.configure(**logs)
    root.handlers, root.level = handlers, level
