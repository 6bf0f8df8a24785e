"""A stack run as a person runs it: the command in a process of its own, in a folder of its own."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from deploy.embedded.layout import REPOSITORY, Layout

NO_NETWORK = dict.fromkeys(
    ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"
)


class Machine:
    """`samspil up` without services in `folder`, and everything that belongs to it."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder)
        self._running: asyncio.subprocess.Process | None = None

    async def up(self, environment: Mapping[str, str] | None = None) -> float:
        """Starts it in the foreground; returns the seconds until it said that all is up."""
        begun = time.monotonic()
        self.layout.state.unlink(missing_ok=True)
        self._running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "deploy.cli",
            "up",
            "--service",
            "none",
            cwd=REPOSITORY,
            env={**os.environ, "SAMSPIL_STACK": str(self.layout.root), **(environment or {})},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        await until(lambda: self._running is None or self._running.returncode is not None or self._decided(), 120)
        return time.monotonic() - begun

    async def end(self, number: signal.Signals) -> tuple[int, str]:
        """Sends the supervisor a signal; its exit status and what it said on standard error."""
        assert self._running is not None
        if self._running.returncode is None:
            self._running.send_signal(number)
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        """Waits for it to end by itself."""
        assert self._running is not None
        _, words = await self._running.communicate()
        return self._running.returncode or 0, words.decode()

    def state(self) -> dict[str, Any]:
        """What the supervisor last wrote of itself."""
        try:
            found: dict[str, Any] = json.loads(self.layout.state.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found

    def endpoints(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.layout.endpoints.read_text())
        return found

    def processes(self) -> list[psutil.Process]:
        """Everything alive that has this stack's folder on its command line, and their children."""
        found: dict[int, psutil.Process] = {}
        for process in psutil.process_iter():
            try:
                if str(self.layout.local) in " ".join(process.cmdline()):
                    found |= {each.pid: each for each in (process, *process.children(recursive=True))}
            except psutil.Error:
                continue
        return list(found.values())

    def _decided(self) -> bool:
        return self.state().get("phase") in {"up", "failed"}


async def until(holds: Callable[[], bool], within: float) -> bool:
    """Whether something holds before so many seconds are up."""
    limit = time.monotonic() + within
    while not holds():
        if time.monotonic() > limit:
            return False
        await asyncio.sleep(0.05)
    return True


async def all_gone(processes: list[psutil.Process], within: float) -> bool:
    """Whether none is alive after so many seconds at most. A list from before the end has the grandchildren, too."""
    return await until(lambda: not any(process.is_running() for process in processes), within)


def is_busy() -> bool:
    """Whether others leave so little of the machine that a time taken on it says nothing."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
