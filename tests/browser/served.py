"""The pages on their own, served over loopback to a real browser. `python -m tests.browser.served` keeps them up."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI, Request

from services.notifications.domain.shown import InboxNotice
from tests.unit.notifications.web.samples import a_notice, a_task
from tests.unit.notifications.web.stand import Stand

NAMES = {uuid4(): name for name in ("Viggo Lund", "Inger Holm", "Aksel Bræmer", "Solveig Riis")}
VIGGO, INGER, AKSEL, SOLVEIG = NAMES


@dataclass
class Served:
    """Addresses of what runs, and a way to act on its loop."""

    url: str
    stand: Stand
    stopping: asyncio.Event
    loop: asyncio.AbstractEventLoop

    def arrive(self, notice: InboxNotice) -> None:
        self.loop.call_soon_threadsafe(self.stand.inbox.arrive, notice)

    def change(self, notice: InboxNotice, **fields: Any) -> None:
        """A colleague has read it, or an event has settled it."""
        self.loop.call_soon_threadsafe(partial(self.stand.inbox.change, notice.notice_id, **fields))

    def come_back(self, notice: InboxNotice) -> None:
        """What was put off is due."""
        self.loop.call_soon_threadsafe(self.stand.tending.come_back, notice.notice_id)

    def morning(self) -> None:
        """Puts the inbox back to what the day begins with."""
        self.loop.call_soon_threadsafe(setattr, self.stand.inbox, "notices", list(a_working_day(datetime.now(UTC))))

    def empty(self) -> None:
        self.loop.call_soon_threadsafe(setattr, self.stand.inbox, "notices", [])

    def end_streams(self) -> None:
        """Ends every open stream, as a restart does; new ones are served again at once."""

        async def blink() -> None:
            self.stopping.set()
            await asyncio.sleep(0.5)
            self.stopping.clear()

        asyncio.run_coroutine_threadsafe(blink(), self.loop).result(5)


@contextmanager
def served() -> Iterator[Served]:
    """Pages, issuer and names on free ports, in a thread, until the block ends."""
    ports = [free_port() for _ in range(3)]
    pages_url, issuer_url, referral_url = (f"http://127.0.0.1:{port}" for port in ports)
    with tempfile.TemporaryDirectory() as folder:
        stand = Stand(
            issuer_url,
            pages_url,
            Path(folder),
            traces_url="http://127.0.0.1:9411",
            referral_url=referral_url,
            names_seconds=5,
        )
        stand.inbox.notices = list(a_working_day(datetime.now(UTC)))
        apps: list[Any] = [stand.pages(), stand.issuer(), _names()]
        servers = [server(app, port) for app, port in zip(apps, ports, strict=True)]
        loop = asyncio.new_event_loop()

        def run() -> None:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(asyncio.gather(*(each.serve() for each in servers)))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        for port in ports:
            wait_for(port)
        try:
            yield Served(pages_url, stand, apps[0].state.stopping, loop)
        finally:
            loop.call_soon_threadsafe(apps[0].state.stopping.set)
            for each in servers:
                each.should_exit = True
            thread.join(10)


def a_working_day(now: datetime) -> Iterator[InboxNotice]:
    """What a coordinator may find in the morning, oldest first."""

    def ago(**span: float) -> datetime:
        return now - timedelta(**span)

    yield a_notice(
        "paaroerende.udpeget",
        "En pårørende er udpeget: familie. Må vide: delmål nået.",
        citizen=AKSEL, department="paaroerende", created_at=ago(days=40), read_by="Henrik Dahl",
    )  # fmt: skip
    yield a_task(citizen=SOLVEIG, created_at=ago(days=9), due=ago(days=2))
    yield a_task(citizen=VIGGO, created_at=ago(days=8), due=ago(days=1), settled_at=ago(days=6), read_by="Anne Kjær")
    yield a_notice(
        "indsats.afsluttet",
        "Indsatsen ”POLARIS, gruppeforløb” er afsluttet: gennemført.",
        citizen=INGER, department="socialpsykiatri", created_at=ago(days=6), read_by="Anne Kjær",
    )  # fmt: skip
    yield a_task(
        "Borgeren har selv henvendt sig om ”Kraftcenter, hjælp”. Det haster.",
        citizen=AKSEL, department=None, created_at=ago(days=1, hours=3), due=now + timedelta(hours=5),
    )  # fmt: skip
    yield a_notice("delmaal.aftalt", "Et delmål er aftalt med borgeren. Måles ved optælling til 15. december 2026.",
                   citizen=INGER, department="socialpsykiatri", created_at=ago(days=1, hours=1))  # fmt: skip
    yield a_task(citizen=VIGGO, created_at=ago(hours=2), due=now + timedelta(days=7))
    yield a_notice("delmaal.naaet", "Et delmål er nået. Det fortæller borgeren selv.", citizen=VIGGO,
                   department="socialpsykiatri", created_at=ago(minutes=44))  # fmt: skip


def _names() -> FastAPI:
    app = FastAPI()

    @app.get("/citizens")
    async def citizens(request: Request) -> dict[str, list[dict[str, str]]]:
        assert request.headers["samspil-purpose"] == "sagsbehandling"
        asked = map(UUID, request.query_params.getlist("id"))
        return {"items": [{"citizen_id": str(each), "name": NAMES[each]} for each in asked if each in NAMES]}

    return app


def server(app: Any, port: int) -> uvicorn.Server:
    """Not started yet."""
    made = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="error", timeout_graceful_shutdown=2))
    made.install_signal_handlers = lambda: None  # type: ignore[attr-defined] # a thread takes no signals
    return made


def free_port() -> int:
    """Free a moment ago."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    """Until something listens there."""
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise TimeoutError("the pages did not come up")


if __name__ == "__main__":
    with served() as running:
        print(running.url)  # noqa: T201 (for whoever looks at the pages by hand)
        threading.Event().wait()
