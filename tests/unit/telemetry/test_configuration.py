"""Where traces go."""

import time
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from shared import telemetry
from shared.telemetry import Metrics
from shared.telemetry._configuration import _exporter
from tests.unit.telemetry.conftest import Spans


class Away(SpanExporter):
    """A collector nobody answers at."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        raise ConnectionRefusedError

    def shutdown(self) -> None:
        time.sleep(30)


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({}, "NoneType"),
        ({"OTEL_TRACES_EXPORTER": "none"}, "NoneType"),
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "ZipkinExporter"),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, "OTLPSpanExporter"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, "OTLPSpanExporter"),
    ],
)
def test_the_standard_variables_choose(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], kind: str) -> None:
    """Tracing: Zipkin where embedded, OTLP elsewhere, chosen by OTEL_TRACES_EXPORTER."""
    for name in ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert type(_exporter()).__name__ == kind


def test_an_unknown_exporter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt setting is said at the start, not found in the traces that are missing."""
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "zipkn")
    with pytest.raises(ValueError, match="zipkin, otlp or none"):
        _exporter()


def test_a_root_that_is_not_sampled_keeps_its_trace_id(spans: Spans, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tracing: every receipt and problem shows a trace id, sampled or not."""
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
    telemetry.configure("referral", "1", "one", exporter=spans.exporter)
    with telemetry.span_from(None, "door"):
        assert telemetry.current_trace_id() is not None
        assert str(telemetry.current_traceparent()).endswith("-00")
    assert spans.sent() == []


def test_without_an_exporter_there_are_ids_alone(spans: Spans) -> None:
    """Tracing: every receipt shows a trace id; a span that nobody will see is not made, and an app's trace goes on."""
    telemetry.configure("referral", "1", "one")
    with telemetry.span_from(None, "door") as door:
        assert not door.is_recording()
        begun = telemetry.current_traceparent()
        assert str(begun).endswith("-00")
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with telemetry.span_from(given, "door"):
        assert telemetry.current_traceparent() == given
    assert telemetry.trace_id_of(begun) != telemetry.trace_id_of(given)


def test_a_collector_that_is_away_holds_nobody_back(
    spans: Spans, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tracing: losing traces costs one log line a minute, and stopping waits only so long."""
    monkeypatch.setattr("shared.telemetry._configuration._FAREWELL_SECONDS", 0.1)
    telemetry.configure("referral", "1", "one", exporter=Away())
    for _ in range(3):
        with telemetry.span_from(None, "door"):
            pass
        spans.sent()
    started = time.monotonic()
    telemetry.shutdown()
    assert time.monotonic() - started < 2
    assert capsys.readouterr().out.count("traces could not be exported") == 1


def test_metrics_name_no_citizen() -> None:
    """V1: labels are types, topics, codes and routes, from this closed list."""
    labels = {label for collector in vars(Metrics()).values() for label in getattr(collector, "_labelnames", ())}
    assert labels == {
        "channel",
        "consumer",
        "door",
        "http_request_method",
        "http_response_status_code",
        "http_route",
        "kind",
        "messaging_destination_name",
        "messaging_destination_partition_id",
        "outcome",
        "problem",
        "type",
        "work",
    }
