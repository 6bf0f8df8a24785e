"""Traces read back from Zipkin."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from tests.integration.driver import Driver

Span = dict[str, Any]


async def trace(
    driver: Driver, trace_id: str, complete: Callable[[list[Span]], bool], seconds: float = 30
) -> list[Span]:
    """The spans of one trace, once they are complete and no more have come for a moment."""
    until, last = time.monotonic() + seconds, -1
    while time.monotonic() < until:
        answer = await driver.client.get(f"{driver.endpoints['traces']}/zipkin/api/v2/trace/{trace_id}")
        spans: list[Span] = answer.json() if answer.status_code == 200 else []
        if spans and complete(spans) and len(spans) == last:
            return spans
        last = len(spans)
        await asyncio.sleep(1.5)
    raise AssertionError(f"the trace is not complete: {sorted((_service(s), s.get('name')) for s in spans)}")


async def all_traces(driver: Driver) -> str:
    """Everything Zipkin holds, as text."""
    answer = await driver.client.get(
        f"{driver.endpoints['traces']}/zipkin/api/v2/traces?limit=100000&lookback=86400000"
    )
    assert answer.status_code == 200
    return str(answer.text)


def services(spans: list[Span]) -> set[str]:
    return {_service(span) for span in spans}


def roots(spans: list[Span]) -> list[Span]:
    return [span for span in spans if "parentId" not in span]


def orphans(spans: list[Span]) -> list[Span]:
    """Spans whose parent is not in the trace."""
    ids = {span["id"] for span in spans}
    return [span for span in spans if span.get("parentId", span["id"]) not in ids]


def _service(span: Span) -> str:
    return str(span.get("localEndpoint", {}).get("serviceName"))
