"""A client that reports to one service and watches the inbox at another, by one clock. A program of its own.

    python -m benchmarks.loop.watching < what

Its input is JSON: `reports` and `stream` (ports), `open` (the request that opens the stream), `requests` (whole, as
text), `connections`, `rate` (requests a second, null: as fast as they are answered), `expected` (notices to wait for)
and `patience` (seconds). Prints JSON: `began`, `accepted` and `visible`, times in seconds; the latter two by the
published event's id, the times its notice was seen and its report's answer was there.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any

HOST = "127.0.0.1"
_PUBLISHED = re.compile(rb'"published":\[\{"id":"([0-9a-f-]{36})"')
_NOTICE = re.compile(rb'"event_id":"([0-9a-f-]{36})"')


class _Door(asyncio.Protocol):
    """One connection for reports: a request at a time."""

    def __init__(self, accepted: dict[str, float]) -> None:
        self._accepted = accepted
        self._answer = b""
        self._told: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    async def ask(self, request: bytes) -> None:
        self._told = asyncio.get_running_loop().create_future()
        self._transport.write(request)  # type: ignore[attr-defined] # a transport of sockets can write
        await self._told

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0]) if found else 0
        if not found or len(body) < length or self._told is None:
            return
        self._answer = b""
        now = time.perf_counter()
        for id_ in _PUBLISHED.findall(body):
            self._accepted[id_.decode()] = now
        self._told.set_result(None)


class _Stream(asyncio.Protocol):
    """The open stream: notes when each event's notice is there for the first time."""

    def __init__(self, expected: int) -> None:
        self.opened, self.complete = asyncio.Event(), asyncio.Event()
        self.visible: dict[str, float] = {}
        self._expected = expected
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.opened.set()
        whole, ended, rest = (self._rest + data).rpartition(b"\n")
        self._rest = rest
        for id_ in _NOTICE.findall(whole + ended):
            self.visible.setdefault(id_.decode(), now)
        if len(self.visible) >= self._expected:
            self.complete.set()


async def _run(given: dict[str, Any]) -> dict[str, Any]:
    loop, accepted = asyncio.get_running_loop(), dict[str, float]()
    _, stream = await loop.create_connection(lambda: _Stream(given["expected"]), HOST, given["stream"])
    transport, _ = _, stream
    transport.write(given["open"].encode())
    async with asyncio.timeout(given["patience"]):
        await stream.opened.wait()
        doors = [
            (await loop.create_connection(lambda: _Door(accepted), HOST, given["reports"]))[1]
            for _ in range(given["connections"])
        ]
        requests = iter([text.encode() for text in given["requests"]])
        began = time.perf_counter()
        if given["rate"] is None:
            await asyncio.gather(*(_as_fast(door, requests) for door in doors))
        else:
            await _at_rate(doors, requests, given["rate"], began)
        if given["expected"]:
            await stream.complete.wait()
    transport.close()
    return {"began": began, "accepted": accepted, "visible": stream.visible}


async def _as_fast(door: _Door, requests: Any) -> None:
    for request in requests:
        await door.ask(request)


async def _at_rate(doors: list[_Door], requests: Any, rate: float, began: float) -> None:
    free: asyncio.Queue[_Door] = asyncio.Queue()
    for door in doors:
        free.put_nowait(door)

    async def one(door: _Door, request: bytes) -> None:
        await door.ask(request)
        free.put_nowait(door)

    async with asyncio.TaskGroup() as tasks:
        for number, request in enumerate(requests):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            tasks.create_task(one(await free.get(), request))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(json.load(sys.stdin)))))  # noqa: T201 (its output)
