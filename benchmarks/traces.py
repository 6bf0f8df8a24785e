"""Tracing as a service is told of it: off, everything, or one in a hundred."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.place import Place
from benchmarks.programs import HOST, listening

OFF = {"OTEL_TRACES_EXPORTER": "none"}


@asynccontextmanager
async def collector(place: Place, share: float = 1.0) -> AsyncIterator[dict[str, str]]:
    """What to tell a service so that it sends the spans of that share of all traces to somebody who only says thanks.

    Zipkin itself would take from the same two processors what it takes elsewhere from a machine of its own.
    """
    async with listening(place, "benchmarks.collector") as port:
        yield {
            "OTEL_TRACES_EXPORTER": "zipkin",
            "OTEL_EXPORTER_ZIPKIN_ENDPOINT": f"http://{HOST}:{port}/api/v2/spans",
            "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": str(share),
        }
