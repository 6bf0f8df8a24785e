"""Somewhere for spans to go that costs next to nothing: it answers 202 and forgets. A program of its own.

python -m benchmarks.collector PORT
"""

import asyncio
import sys

_ANSWER = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"


class _Sink(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while True:
            head, found, body = self._rest.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0]) if found else 0
            if not found or len(body) < length:
                return
            self._rest = body[length:]
            self._transport.write(_ANSWER)  # type: ignore[attr-defined] # a transport of sockets can write


async def _run(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1])))
