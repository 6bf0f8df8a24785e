"""Requests that never come to an end: many at once, cut off in time, and nobody else waits for them."""

import asyncio
import time

from shared.http._body_limit import BODY_SECONDS
from shared.runtime.prompt import HEAD_SECONDS
from tests.integration.driver import Driver
from tests.integration.security.raw import answered, connection, head

_MANY = 150
_GRACE = 5.0


async def test_slow_heads_and_slow_bodies_are_cut_off_while_everybody_else_is_answered(driver: Driver) -> None:
    """OWASP (denial of service): a head or a body that trickles in is let go after seconds; others do not notice."""
    url = driver.endpoints["notifications"]
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        heads = [
            tasks.create_task(_trickling(url, head("POST", "/knowledge")[:-2], b"X-A: b\r\n")) for _ in range(_MANY)
        ]
        body = head("POST", "/knowledge", "Content-Type: application/json", "Content-Length: 60000")
        bodies = [tasks.create_task(_trickling(url, body, b" ")) for _ in range(_MANY)]
        await asyncio.sleep(1)
        slowest = 0.0
        while time.monotonic() - began < HEAD_SECONDS:
            asked = time.monotonic()
            assert (await driver.get("mette", "notifications", "/inbox?limit=1")).status_code == 200
            slowest = max(slowest, time.monotonic() - asked)
            await asyncio.sleep(0.5)
    assert slowest < 2
    assert [task.result()[0] for task in heads] == [b""] * _MANY
    assert max(task.result()[1] for task in heads) < HEAD_SECONDS + _GRACE
    # Who is in the middle of writing when the connection is closed may miss what was said.
    told = [task.result()[0] for task in bodies if task.result()[0]]
    assert len(told) > _MANY / 2
    assert all(answer.startswith(b"HTTP/1.1 408 ") and b'"type":"/problems/too-slow"' in answer for answer in told)
    assert max(task.result()[1] for task in bodies) < BODY_SECONDS + _GRACE


async def _trickling(url: str, beginning: bytes, more: bytes) -> tuple[bytes, float]:
    """What is answered to a request that goes on a little every half second, and after how long."""
    began = time.monotonic()
    async with connection(url) as (reader, writer):
        reading = asyncio.create_task(answered(reader, 60))
        writer.write(beginning)
        while not reading.done():
            await asyncio.sleep(0.5)
            if not reading.done():
                writer.write(more)
        try:
            return reading.result(), time.monotonic() - began
        except ConnectionError:
            return b"", time.monotonic() - began
