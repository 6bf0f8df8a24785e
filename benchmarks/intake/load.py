"""A client that costs little: prepared requests over connections that stay open. A program of its own.

    python -m benchmarks.intake.load PORT CONNECTIONS < requests

Its input is JSON, a list of requests as text in Latin-1. Each connection sends the next request when it has the answer
to its last. Prints JSON: `seconds` from the first to the last, `slowest` per request by percentile, and the number of
answers by status.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

HOST = "127.0.0.1"


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], statuses: Counter[str], seconds: list[float]) -> None:
        self._requests = requests
        self._statuses = statuses
        self._seconds = seconds
        self._begun = 0.0
        self._answer = b""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            return
        self._begun = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined] # a transport of sockets can write

    def data_received(self, data: bytes) -> None:
        answer = self._answer + data
        head, found, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0]) if found else 0
        if not found or len(body) < length:
            self._answer = answer
            return
        self._answer = b""
        self._seconds.append(time.perf_counter() - self._begun)
        self._statuses[head[9:12].decode()] += 1
        for status in ("accepted", "refused", "waiting"):
            self._statuses[status] += body.count(f'"status":"{status}"'.encode())
        self.next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server hung up"))


async def _run(port: int, connections: int, requests: Sequence[bytes]) -> dict[str, object]:
    rest, statuses, seconds = iter(requests), Counter[str](), list[float]()
    loop = asyncio.get_running_loop()
    opened = [
        (await loop.create_connection(lambda: _Connection(rest, statuses, seconds), HOST, port))[1]
        for _ in range(connections)
    ]
    begun = time.perf_counter()
    for connection in opened:
        connection.next()
    await asyncio.gather(*(connection.done for connection in opened))
    passed = time.perf_counter() - begun
    seconds.sort()
    slowest = {str(p): seconds[min(len(seconds) - 1, len(seconds) * p // 100)] for p in (50, 90, 99)}
    return {"seconds": passed, "processor": time.process_time(), "slowest": slowest, "answers": dict(statuses)}


if __name__ == "__main__":
    given = [request.encode("latin-1") for request in json.load(sys.stdin)]
    print(json.dumps(asyncio.run(_run(int(sys.argv[1]), int(sys.argv[2]), given))))  # noqa: T201 (its output)
