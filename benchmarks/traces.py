"""Tracing as a service is told of it: off, everything, or one in a hundred."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket

from benchmarks.place import Place
from benchmarks.results import REPOSITORY
from deploy.embedded.process import Process

OFF = {"OTEL_TRACES_EXPORTER": "none"}


@asynccontextmanager
async def collector(place: Place, share: float = 1.0) -> AsyncIterator[dict[str, str]]:
    """What to tell a service so that it sends the spans of that share of all traces to somebody who only says thanks.

    Zipkin itself would take from the same two processors what it takes elsewhere from a machine of its own.
    """
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = Process(
        "collector",
        [sys.executable, "-m", "benchmarks.collector", str(port)],
        place.stack.layout.logs / "collector.log",
        folder=REPOSITORY,
    )
    await process.start()
    try:
        yield {
            "OTEL_TRACES_EXPORTER": "zipkin",
            "OTEL_EXPORTER_ZIPKIN_ENDPOINT": f"http://127.0.0.1:{port}/api/v2/spans",
            "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
            "OTEL_TRACES_SAMPLER_ARG": str(share),
        }
    finally:
        await process.stop()
