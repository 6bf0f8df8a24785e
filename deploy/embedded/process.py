"""One operating-system process of the stack: started so that it dies with us, watched, and stopped."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
LOG_LIMIT = 20 * 1024 * 1024
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME")


def plain_environment() -> dict[str, str]:
    """What every part inherits: enough to run, nothing that would configure it by accident."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


@dataclass(slots=True)
class Process:
    """A program and how to end it.

    `death` is the signal it gets when we die; PostgreSQL needs one it passes on to its own children. `stop` asks it to
    end, and after `patience` seconds it is killed. `user` is (uid, gid) to run as, or None for ours.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    user: tuple[int, int] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death: signal.Signals = signal.SIGKILL
    patience: float = 15.0
    _running: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running and self._running.returncode is None else None

    async def start(self) -> None:
        """Starts it. To be called from the main thread: the death signal follows the thread that started it."""
        uid, gid = self.user or (-1, -1)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-S",
                str(LAUNCH),
                str(os.getpid()),
                str(int(self.death)),
                str(uid),
                str(gid),
                "--",
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**plain_environment(), **self.environment},
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C in the terminal reaches only us, and we stop the parts in order
            )

    async def wait(self) -> int:
        """The exit status, negative for a signal."""
        if self._running is None:
            raise RuntimeError(f"{self.name} was never started")
        return await self._running.wait()

    async def finish(self) -> int:
        """Runs a program that ends by itself, and returns its exit status; cancelled, it stops the program first."""
        await self.start()
        try:
            return await self.wait()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Asks it to end, waits, and kills it when it does not. Safe to call twice."""
        if self.pid is None:
            return
        self._signal(self.stop_signal)
        try:
            await asyncio.wait_for(self.wait(), self.patience)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self.wait()

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def last_words(self) -> str:
        """The last line of its log that says anything, for telling why it ended."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - 4096))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")[:200]

    def _signal(self, number: signal.Signals) -> None:
        if self._running is not None and self._running.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._running.send_signal(number)
