"""Requests as no HTTP library would send them: bytes on a connection, as slowly as wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


@asynccontextmanager
async def connection(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield reader, writer
    finally:
        writer.close()


def head(method: str, path: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()


async def answered(reader: asyncio.StreamReader, seconds: float) -> bytes:
    """Everything until the other side closes. Raises TimeoutError where it does not."""
    return await asyncio.wait_for(reader.read(), seconds)
