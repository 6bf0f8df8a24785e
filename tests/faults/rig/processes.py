"""Signals to a part as a whole: PostgreSQL is a process with children, everything else one process."""

import asyncio
import contextlib
import os
import signal
import time

import psutil


def send(pid: int, number: signal.Signals, *, children: bool = False) -> None:
    """Gives the process a signal, and its children where asked. Raises `ProcessLookupError` where it is gone.

    The parent comes first: a frozen one makes no more children while the others get theirs. They are looked up before
    and after, since a killed one has none any more.
    """
    known = _children(pid) if children else set()
    os.kill(pid, number)
    for child in known | (_children(pid) if children else set()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)


async def gone(pid: int, seconds: float = 60) -> float:
    """Waits until the process is no more; how many seconds that took. Raises `TimeoutError`."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while _lives(pid):  # noqa: ASYNC110 (a process that ends rings no bell here)
            await asyncio.sleep(0.01)
    return time.monotonic() - began


def _children(pid: int) -> set[int]:
    try:
        return {child.pid for child in psutil.Process(pid).children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
