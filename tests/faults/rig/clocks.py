"""Wrong clocks: libfaketime under the services, the issuer and PostgreSQL, each turned by a file of its own.

Only what a process takes for the time of day is wrong; what it measures durations with runs as always. Kafka keeps the
right time, as its records' times are its own.
"""

import asyncio
import ctypes
import os
import secrets
import subprocess
import sys
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from tests.faults.rig.disks import NotHere

_ZONE = "Europe/Copenhagen"
_NEAR_S = 2.0
"""An answer over HTTP tells the time to the second, of the second it was made in."""


class Clocks:
    """One clock a part. `start` is what they all show when this is made; None: the right time."""

    def __init__(self, folder: Path, parts: Collection[str], start: datetime | None = None) -> None:
        self._folder = folder
        self._base = timedelta() if start is None else start - datetime.now(UTC)
        self._ahead = dict.fromkeys(parts, timedelta())
        folder.mkdir(parents=True)
        for part in parts:
            self._write(part)
        self._common = _Common()
        try:
            self._must_work()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """To be called when nothing runs any more that was started with them."""
        self._common.close()

    def environment(self, part: str) -> dict[str, str]:
        """What a part is started with."""
        return {
            "LD_PRELOAD": str(_library()),
            "FAKETIME_SHARED": self._common.names,
            "FAKETIME_TIMESTAMP_FILE": str(self._file(part)),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "TZ": _ZONE,
        }

    @property
    def now(self) -> datetime:
        """What a clock shows that is turned neither ahead nor behind."""
        return datetime.now(UTC) + self._base

    def of(self, part: str) -> datetime:
        """What this part's clock shows once it has been looked at again, which each does within a second of work."""
        return self.now + self._ahead[part]

    async def seen(self, part: str, ask: Callable[[], Awaitable[datetime | None]]) -> None:
        """Until this part lives by its clock; `ask` says what time it is there, None where nobody answers."""
        while True:
            shown = await ask()
            if shown is not None and abs((shown - self.of(part)).total_seconds()) < _NEAR_S:
                return
            await asyncio.sleep(0.1)

    def turn(self, part: str, ahead: timedelta) -> None:
        """This part's clock is so much ahead of the others'; behind where negative."""
        self._ahead[part] = ahead
        self._write(part)

    def set_all(self, to: datetime) -> None:
        """Every clock shows this moment, and those turned are as much ahead or behind as they were."""
        self._base = to - datetime.now(UTC)
        for part in self._ahead:
            self._write(part)

    def _write(self, part: str) -> None:
        # In place: a clock that looks just between two files would show the right time for a second.
        self._file(part).write_text(f"{(self._base + self._ahead[part]).total_seconds():+.0f}\n", encoding="ascii")

    def _file(self, part: str) -> Path:
        return self._folder / part

    def _must_work(self) -> None:
        part = next(iter(self._ahead))
        self.turn(part, timedelta(days=1000))
        try:
            told = subprocess.run(
                [sys.executable, "-I", "-S", "-c", "import time; print(time.time())"],
                env=self.environment(part),
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            raise NotHere("night", f"no clocks of their own: {error}") from None
        finally:
            self.turn(part, timedelta())
        shown = float(told.stdout or 0)
        if abs(shown - (self.now + timedelta(days=1000)).timestamp()) > 60:
            raise NotHere("night", "no clocks of their own: libfaketime's library does not run on this machine")


class _Common:
    """The semaphore and the page of memory that the library would else make for each process anew.

    It names them by process: one that changes its user could not open its own again, and one that is killed would leave
    them behind.
    """

    def __init__(self) -> None:
        self._name = f"/samspil_clocks_{os.getpid()}_{secrets.token_hex(4)}"
        self.names = f"{self._name} {self._name}"
        libc = ctypes.CDLL(None, use_errno=True)
        libc.sem_open.restype = ctypes.c_void_p
        if not libc.sem_open(self._name.encode(), os.O_CREAT | os.O_EXCL, 0o600, 1):
            raise NotHere("night", f"no clocks of their own: {os.strerror(ctypes.get_errno())}")
        # Its start is not told yet: that is how the library knows a new page.
        self._page.write_bytes(b"\xff" * 4096)
        for path in (self._semaphore, self._page):
            path.chmod(0o666)

    def close(self) -> None:
        for path in (self._semaphore, self._page):
            path.unlink(missing_ok=True)

    @property
    def _semaphore(self) -> Path:
        return Path("/dev/shm") / f"sem.{self._name[1:]}"  # noqa: S108 (where the C library keeps them)

    @property
    def _page(self) -> Path:
        return Path("/dev/shm") / self._name[1:]  # noqa: S108 (likewise)


def _library() -> Path:
    found = find_spec("libfaketime")
    if found is None or found.origin is None:
        raise NotHere("night", "no clocks of their own: the package libfaketime is not installed")
    return Path(found.origin).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
