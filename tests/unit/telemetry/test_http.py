"""A request is its route."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from shared.telemetry import Metrics, RequestMetrics, current_trace_id, http_telemetry
from tests.unit.telemetry.conftest import Spans

TRACE = "0af7651916cd43dd8448eb211c80319c"
CITIZEN = uuid4()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def client(spans: Spans, metrics: Metrics) -> Iterator[TestClient]:
    app = FastAPI(telemetry=http_telemetry(streams=["/live"]))
    app.add_middleware(RequestMetrics, metrics=metrics)
    router = APIRouter(prefix="/v1")

    @router.get("/citizens/{citizen_id}/goals")
    async def goals(citizen_id: UUID, broken: bool = False) -> str | None:
        if broken:
            raise ValueError(f"{citizen_id}")
        return current_trace_id()

    for path in ("/healthz", "/readyz", "/metrics", "/live", "/inbox/stream", "/assets/x.css"):
        app.get(path)(lambda: None)
    app.include_router(router)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_request_s_span_has_the_route_and_joins_the_app_s_trace(spans: Spans, client: TestClient) -> None:
    """Tracing: from the app's traceparent through the door; routes, not paths, and no citizen's id anywhere."""
    answer = client.get(
        f"/v1/citizens/{CITIZEN}/goals?citizen_id={CITIZEN}",
        headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "user-agent": f"app {CITIZEN}"},
    )
    assert answer.json() == TRACE
    (span,) = spans.sent()
    assert span["name"] == "GET /v1/citizens/{citizen_id}/goals"
    assert span["trace"] == TRACE
    assert str(CITIZEN) not in repr(span)


def test_a_request_that_fails_tells_its_type_alone(spans: Spans, client: TestClient) -> None:
    """V1: an unhandled exception's message is on no span."""
    assert client.get(f"/v1/citizens/{CITIZEN}/goals?broken=true").status_code == 500
    (span,) = spans.sent()
    assert span["status"] == "ERROR"
    assert str(CITIZEN) not in repr(span)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/live", "/inbox/stream", "/assets/x.css"])
def test_probes_streams_and_files_are_not_traced(spans: Spans, client: TestClient, path: str) -> None:
    """Tracing: a live stream's ordinary end would be recorded as an error, and probes drown everything else."""
    client.get(path)
    assert spans.sent() == []


def test_a_stream_is_known_by_what_the_browser_asks_for(spans: Spans, client: TestClient) -> None:
    """Tracing: also a stream nobody listed is left out."""
    client.get(f"/v1/citizens/{CITIZEN}/goals", headers={"accept": "text/event-stream"})
    assert spans.sent() == []


def test_requests_are_counted_by_route(client: TestClient, metrics: Metrics) -> None:
    """V1: no label identifies a citizen; an unknown path is one label, not one per path."""
    client.get(f"/v1/citizens/{CITIZEN}/goals")
    client.get(f"/v1/citizens/{CITIZEN}/goals?broken=true")
    client.get(f"/nowhere/{CITIZEN}")
    client.get("/healthz")
    text = metrics.render().decode()
    line = 'http_request_method="GET",http_response_status_code="{}",http_route="{}"'
    assert line.format(200, "/v1/citizens/{citizen_id}/goals") in text
    assert line.format(500, "/v1/citizens/{citizen_id}/goals") in text
    assert line.format(404, "unmatched") in text
    assert str(CITIZEN) not in text
    assert "healthz" not in text
