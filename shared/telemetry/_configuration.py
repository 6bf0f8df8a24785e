"""Setting telemetry up from the standard environment variables, once per process."""

import os
from threading import Thread

from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.telemetry._logs import configure_logs
from shared.telemetry._redaction import RedactingExporter
from shared.telemetry._spans import IdsAlone, current

_EXPORT_SECONDS = 5
_EXPORT_DELAY_MILLISECONDS = 500
_FAREWELL_SECONDS = 5.0
_active: TracerProvider | None = None


def configure(service: str, version: str, instance: str, *, exporter: SpanExporter | None = None) -> None:
    """Traces and logs of this process, under the service's name.

    Traces go where OTEL_TRACES_EXPORTER says: `zipkin` (to OTEL_EXPORTER_ZIPKIN_ENDPOINT), `otlp` (over HTTP, its
    standard variables) or `none`; unset means `otlp` where an OTLP endpoint is named, else `none`. OTEL_TRACES_SAMPLER
    decides at the root, the parent below it. `exporter` overrides all of it, for tests. Ids are made in every case, so
    that a problem or a receipt always has a trace id to show; without an exporter nothing else is, and a trace that
    begins here is sampled by nobody.

    Raises ValueError for an exporter it does not know. Configuring again replaces what was.
    """
    global _active
    exporter = exporter or _exporter()
    shutdown()
    configure_logs(service, instance)
    # Baggage would carry an app's own words from service to service; the trace context alone goes on.
    propagate.set_global_textmap(TraceContextTextMapPropagator())
    if trace.get_tracer_provider() is not current:
        trace.set_tracer_provider(current)
    if exporter is None:
        current.use(IdsAlone())
        return
    provider = TracerProvider(
        resource=Resource.create(
            {
                "service.name": service,
                "service.namespace": "samspil",
                "service.version": version,
                "service.instance.id": instance,
            }
        ),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(
        BatchSpanProcessor(
            RedactingExporter(exporter),
            max_queue_size=8192,
            max_export_batch_size=512,
            schedule_delay_millis=_EXPORT_DELAY_MILLISECONDS,
            export_timeout_millis=_EXPORT_SECONDS * 1000,
        )
    )
    current.use(provider)
    _active = provider


def shutdown() -> None:
    """Sends what is left, for at most five seconds, and stops tracing. Harmless where nothing was configured."""
    global _active
    provider, _active = _active, None
    current.use(None)
    if provider is None:
        return
    # In a thread of its own: a collector that accepts and never answers would hold the process back for its timeout.
    farewell = Thread(target=provider.shutdown, name="telemetry-shutdown", daemon=True)
    farewell.start()
    farewell.join(_FAREWELL_SECONDS)


def _exporter() -> SpanExporter | None:
    named = os.environ.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    if not named:
        endpoints = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
        named = "otlp" if any(os.environ.get(name) for name in endpoints) else "none"
    if named == "none":
        return None
    # Each brings an HTTP client and more of its own: a process loads the one it uses.
    if named == "zipkin":
        from opentelemetry.exporter.zipkin.json import ZipkinExporter

        return ZipkinExporter(timeout=_EXPORT_SECONDS)
    if named == "otlp":
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(timeout=_EXPORT_SECONDS)
    raise ValueError("OTEL_TRACES_EXPORTER must be zipkin, otlp or none")
