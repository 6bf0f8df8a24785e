"""A body is turned away by its declared length, or while it comes in: never read whole first, never waited for long."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http._problems import Problem, problem_response

BODY_SECONDS: Final = 15.0
"""A body of the longest kind takes far less over any line an app has."""


class BodyLimit:
    """ASGI middleware: 413 for a request body over `limit` bytes, 408 for one not whole `seconds` after it was asked
    for."""

    def __init__(self, app: ASGIApp, limit: int, seconds: float = BODY_SECONDS) -> None:
        self.app = app
        self.limit = limit
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > self.limit:
            await problem_response(Problem("too-large"))(scope, receive, send)
            return
        read = 0
        whole = False
        until: float | None = None

        async def counted() -> Message:
            nonlocal read, whole, until
            if whole:  # what comes now is that the reader goes, after however long
                return await receive()
            until = until or asyncio.get_running_loop().time() + self.seconds
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Problem("too-slow", headers={"Connection": "close"}) from None
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > self.limit:
                    raise Problem("too-large")
            return message

        await self.app(scope, counted, send)
