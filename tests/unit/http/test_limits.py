"""How much, how often, and what stands around every answer."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from shared.http import BodyLimit, Problem, RateLimit


def test_a_body_is_refused_by_its_declared_length(client: TestClient) -> None:
    """Interface: 413 over the limit, before a byte of it is read."""
    response = client.post("/raw", content=b"x" * 1001)
    assert response.status_code == 413
    assert response.json()["type"] == "/problems/too-large"
    assert client.post("/raw", content=b"x" * 1000).json() == {"length": 1000}


@pytest.mark.parametrize("path", ["/raw", "/body"])
def test_a_body_without_a_length_is_cut_off_while_it_comes(client: TestClient, path: str) -> None:
    """Interface: 413 also for a stream that never says how long it is; no more than the limit is held."""
    sent = 0

    def stream() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 100
            yield b"x" * 100

    response = client.post(path, content=stream(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    """V1: nothing about a citizen is cached, framed, sniffed or told onwards as a referrer; errors included."""
    for path in ("/problems", "/fault/bug", "/nowhere"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


def test_a_caller_gets_a_burst_and_then_the_rate() -> None:
    """Interface: POST /citizens is rate limited, per caller, with Retry-After."""
    now = 0.0
    limit = RateLimit(per_minute=6, burst=2, clock=lambda: now)
    limit.take("a")
    limit.take("a")
    with pytest.raises(Problem) as refused:
        limit.take("a")
    assert refused.value.status_code == 429
    assert refused.value.headers is not None
    assert refused.value.headers["Retry-After"] == "10"
    limit.take("b")
    now = 10.0
    limit.take("a")
    with pytest.raises(Problem):
        limit.take("a")


def test_callers_are_not_remembered_without_end() -> None:
    """A stranger per request must not fill the memory."""
    limit = RateLimit(per_minute=1, burst=1)
    for number in range(10_050):
        limit.take(str(number))
    assert len(limit._buckets) == 10_000


async def test_a_body_that_does_not_come_to_an_end_is_given_up() -> None:
    """Interface: 408 once the time for a body is over, however steadily it trickles; what is whole is not hurried."""
    sent: list[Message] = []

    async def trickle() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()

    async def keep(message: Message) -> None:
        sent.append(message)

    with pytest.raises(Problem) as slow:
        await BodyLimit(read_all, 1000, seconds=0.05)({"type": "http", "headers": []}, trickle, keep)
    assert (slow.value.status_code, slow.value.slug) == (408, "too-slow")
