"""Spans that hang on a stored `traceparent`: a report's journey is one trace, whatever lies between."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    INVALID_SPAN_CONTEXT,
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    TracerProvider,
)
from opentelemetry.util.types import Attributes, AttributeValue

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_UNSAMPLED = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f][02468ace]")
_NONE: TracerProvider = trace.NoOpTracerProvider()


class IdsAlone(TracerProvider):
    """Of a process whose spans go nowhere: ids for receipts and problems, and a caller's trace handed on as it came."""

    def __init__(self) -> None:
        self._tracer = _IdsTracer()

    def get_tracer(self, *_: Any, **__: Any) -> Tracer:
        return self._tracer


class _IdsTracer(trace.NoOpTracer):
    def __init__(self) -> None:
        self._ids = RandomIdGenerator()

    def start_span(self, name: str, context: Context | None = None, *_: Any, **__: Any) -> Span:
        parent = trace.get_current_span(context).get_span_context()
        if not parent.is_valid:
            parent = SpanContext(self._ids.generate_trace_id(), self._ids.generate_span_id(), is_remote=False)
        return NonRecordingSpan(parent)


class _CurrentProvider(TracerProvider):
    """Stands for whatever provider is configured now.

    OpenTelemetry lets the global provider be set once in a process; a test run configures many times.
    """

    def __init__(self) -> None:
        self.real = _NONE
        self.tracer = _NONE.get_tracer("samspil")

    def use(self, real: TracerProvider | None) -> None:
        self.real = real or _NONE
        self.tracer = self.real.get_tracer("samspil")

    def get_tracer(self, *_: Any, **__: Any) -> Tracer:
        return _CurrentTracer()


class _CurrentTracer(Tracer):
    def start_span(self, *args: Any, **kwargs: Any) -> Span:
        return current.tracer.start_span(*args, **kwargs)

    @contextmanager
    def start_as_current_span(  # type: ignore[override] # its return type is private to OpenTelemetry
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Attributes = None,
        links: Iterable[Link] | None = (),
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
        end_on_exit: bool = True,
    ) -> Iterator[Span]:
        span = self.start_span(name, context, kind, attributes, links, start_time)
        with trace.use_span(span, end_on_exit, record_exception=False, set_status_on_exception=False):
            yield span


current = _CurrentProvider()


def tracer() -> Tracer:
    """The tracer of whatever `configure` set up; without it, one that records nothing."""
    return current.tracer


def current_traceparent() -> str | None:
    """The W3C `traceparent` of the span around the caller, None where there is none."""
    return traceparent_of(trace.get_current_span())


def current_trace_id() -> str | None:
    """The trace id (32 hex digits) of the span around the caller, None where there is none."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def traceparent_of(span: Span) -> str | None:
    """What to store or send so that a later span becomes this one's child."""
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags) & 1:02x}"


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace id a `traceparent` names, None for none or a malformed one."""
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    return match[1] if match is not None and match[1].strip("0") and match[2].strip("0") else None


def is_unsampled(traceparent: str | None) -> bool:
    """Whether it names a trace that was not chosen to be recorded: it costs being handed on and nothing else."""
    return traceparent is not None and _UNSAMPLED.fullmatch(traceparent) is not None


def start_span(
    traceparent: str | None,
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, AttributeValue] | None = None,
    *,
    links: Iterable[str | None] = (),
    start_time: int | None = None,
) -> Span:
    """A span below `traceparent` (a root where it is None) that is not made current; the caller ends it.

    For batches: one span per event, without entering and leaving a context for each. `start_time` is in nanoseconds
    since 1970. `links` are traceparents; malformed ones are passed over. An unsampled parent costs no span at all: the
    returned one only hands the parent's context on.
    """
    parent = _parse(traceparent)
    if parent.is_valid and not parent.trace_flags.sampled:
        return NonRecordingSpan(parent)
    return current.tracer.start_span(
        name,
        trace.set_span_in_context(NonRecordingSpan(parent), Context()) if parent.is_valid else Context(),
        kind,
        attributes,
        [Link(context) for context in map(_parse, links) if context.is_valid],
        start_time,
    )


@contextmanager
def span_from(
    traceparent: str | None,
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, AttributeValue] | None = None,
    *,
    links: Iterable[str | None] = (),
    start_time: int | None = None,
) -> Iterator[Span]:
    """`start_span`, made current for the block and ended after it.

    An exception that leaves the block marks the span as failed with the exception's type; its message and stack, which
    may repeat what was sent, are never recorded.
    """
    span = start_span(traceparent, name, kind, attributes, links=links, start_time=start_time)
    token = otel_context.attach(trace.set_span_in_context(span))
    try:
        yield span
    except BaseException as exc:
        note(span, exc)
        raise
    finally:
        otel_context.detach(token)
        span.end()


def note(span: Span, exc: BaseException) -> None:
    """Marks a span as failed by `exc`: the type's name, nothing else."""
    if span.is_recording():
        span.set_attribute("error.type", type(exc).__qualname__)
        span.set_status(StatusCode.ERROR)


def _parse(traceparent: str | None) -> SpanContext:
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if match is None:
        return INVALID_SPAN_CONTEXT
    flags = TraceFlags(int(match[3], 16) & TraceFlags.SAMPLED)
    return SpanContext(int(match[1], 16), int(match[2], 16), is_remote=True, trace_flags=flags)
