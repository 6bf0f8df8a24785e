"""The channel that `docs/adding-a-channel.md` shows, installed as it stands there, and a gateway it can send to."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from services.notifications import channels
from services.notifications.channels.register import opened, usable
from services.notifications.ports import Letters, Parts, Sender

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-channel.md"
MODULE = f"{channels.__name__}.sms"
TOKEN = "gateway-token"
PUBLIC = "https://samspil.example"


def shown() -> str:
    """The one whole file on the page."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(code)


@contextmanager
def installed_from_docs(folder: Path) -> Iterator[None]:
    """The file is one of the package's, from another folder; gone again at the end."""
    (folder / "sms.py").write_text(shown(), encoding="utf-8")
    channels.__path__.append(str(folder))
    try:
        yield
    finally:
        channels.__path__.remove(str(folder))
        sys.modules.pop(MODULE, None)
        vars(channels).pop("sms", None)


@dataclass
class Gateway:
    """Answers with `status`, and keeps what it took."""

    url: str = ""
    status: int = 202
    taken: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)
    """Headers, in lower case, and body."""

    @property
    def settings(self) -> Mapping[str, str]:
        return {"sms_url": self.url, "sms_token": TOKEN}

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.taken.append((headers, json.loads(body)))
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def gateway() -> AsyncIterator[Gateway]:
    made = Gateway()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/send"
    async with server:
        yield made


@asynccontextmanager
async def sms_sender(letters: Letters, to: Gateway) -> AsyncIterator[Sender]:
    """Found and opened as the service does it."""
    used = {code: channel for code, channel in usable(to.settings).items() if code == "sms"}
    parts = Parts(to.settings, PUBLIC, letters, None, lambda _: True)  # type: ignore[arg-type]  # no webhooks here
    async with opened(used, parts) as senders:
        yield senders["sms"]
