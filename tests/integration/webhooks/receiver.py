"""An app's own end: a small HTTP server in the test process that keeps what it is sent and answers as it is told."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from standardwebhooks import Webhook


class Received(NamedTuple):
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    def signed_with(self, secret: str) -> None:
        """By the public library. Raises its WebhookVerificationError."""
        Webhook(secret).verify(self.body, self.headers)


Answer = Callable[[Received], Awaitable[tuple[int, dict[str, str]]]]


async def _thanks(_: Received) -> tuple[int, dict[str, str]]:
    return 204, {}


@dataclass
class Receiver:
    """`answer` gives status and headers; one that never returns is a receiver that hangs."""

    url: str = ""
    answer: Answer = _thanks
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    _port: int = 0
    _server: asyncio.Server | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _tasks: set["asyncio.Task[Any]"] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def open(cls, answer: Answer = _thanks, tls: ssl.SSLContext | None = None) -> "AsyncIterator[Receiver]":
        receiver = cls(answer=answer, tls=tls)
        await receiver.up()
        try:
            yield receiver
        finally:
            await receiver.down()

    async def up(self) -> None:
        """Listens, after `down` on the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, ssl=self.tls)
        self._port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/hook"

    async def down(self) -> None:
        """Refuses connections, and cuts those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def about(self, **data: str) -> list[Received]:
        """What came of events whose data say this."""
        return [r for r in self.received if all(r.event["data"].get(name) == value for name, value in data.items())]

    async def until(self, seen: Callable[["Receiver"], bool], seconds: float = 60) -> None:
        """Until what has come satisfies. Raises TimeoutError."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: seen(self))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        # Cancelled when the receiver goes away: a connection left open would look like one that hangs.
        with closing(writer), suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                received = Received(headers, body, time.monotonic())
                async with self._news:
                    self.received.append(received)
                    self._news.notify_all()
                status, extra = await self.answer(received)
                lines = [f"HTTP/1.1 {status} Svar", "Content-Length: 0", *(f"{n}: {v}" for n, v in extra.items())]
                writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
                await writer.drain()
        self._tasks.discard(task)
