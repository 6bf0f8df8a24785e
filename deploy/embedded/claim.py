"""One supervisor per checkout: a lock on a file, held as long as the process lives, whatever ends it."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator

import psutil

from deploy.embedded.layout import Layout, read_json
from deploy.embedded.part import CannotStart

ALREADY = "stakken kører allerede i denne mappe: se `samspil status`, stop den med `samspil down`"
LEFTOVER_PATIENCE_S = 15.0


@contextlib.contextmanager
def claim(layout: Layout) -> Iterator[None]:
    """Holds the stack of this checkout. Raises `CannotStart` when another process does."""
    layout.make()
    descriptor = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(ALREADY) from None
        await_leftovers(layout)
        yield
    finally:
        os.close(descriptor)


def is_claimed(layout: Layout) -> bool:
    """Whether a supervisor lives."""
    try:
        descriptor = os.open(layout.lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def await_leftovers(layout: Layout) -> None:
    """Waits for what a killed supervisor left dying: its PostgreSQL may still hold the data folder."""
    state = read_json(layout.state) or {}
    since = float(state.get("since") or 0)
    left = []
    for part in (state.get("parts") or {}).values():
        with contextlib.suppress(psutil.Error, TypeError):
            process = psutil.Process(part["pid"])
            # A process id comes round again; ours are those begun after that supervisor and living under this folder.
            if process.create_time() >= since - 1 and str(layout.local) in " ".join(process.cmdline()):
                left.append(process)
    _, alive = psutil.wait_procs(left, timeout=LEFTOVER_PATIENCE_S)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    if alive:
        time.sleep(0.5)
