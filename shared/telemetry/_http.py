"""A request as telemetry may know it: its route, never its path."""

from collections.abc import Collection, MutableMapping
from time import perf_counter
from typing import Any

from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.telemetry._metrics import Metrics
from shared.telemetry._spans import current

_SILENT = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def http_telemetry(*, streams: Collection[str] = ()) -> TelemetryConfig:
    """What to give `FastAPI(telemetry=…)`: a span per request, and nothing FastAPI would say of bodies or errors.

    Left out: health, metrics, static files, and live streams (paths in `streams`, paths that end in `/stream`, and
    whatever a browser asks for as an event stream), whose ordinary end FastAPI would record as an error. FastAPI puts
    path and query on its spans; the exporter takes them off again.
    """
    paths = frozenset(streams) | _SILENT

    def exclude(scope: MutableMapping[str, Any]) -> bool:
        path = scope["path"]
        return (
            path in paths
            or path.endswith("/stream")
            or path.startswith(("/assets/", "/static/"))
            or any(name == b"accept" and b"text/event-stream" in value for name, value in scope["headers"])
        )

    return TelemetryConfig(
        tracer_provider=current,
        tracing=True,
        metrics=False,
        logs=False,
        operation_spans=False,
        auto_configure=False,
        exclude=exclude,
    )


class RequestMetrics:
    """ASGI middleware: counts and times requests by method, route and status; a live stream counts for nothing."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.seconds = metrics.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _SILENT:
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        status, stream, route = 500, False, None

        async def noted(message: Message) -> None:
            nonlocal status, stream, route
            if message["type"] == "http.response.start":
                status = message["status"]
                # What FastAPI notes for its span has the prefix of an included router, which the route itself lacks.
                route = getattr(scope.get("fastapi.telemetry"), "route", None)
                stream = any(
                    name.lower() == b"content-type" and value.startswith(b"text/event-stream")
                    for name, value in message.get("headers", ())
                )
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            if not stream:
                method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
                route = route or getattr(scope.get("route"), "path", None) or "unmatched"
                self.seconds.labels(method, route, str(status)).observe(perf_counter() - started)
