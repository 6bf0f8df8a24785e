"""A head start for a JVM: what one run learnt of its classes, kept for every later one (JEP 483 and 514).

A broker is then ready in 2.6 s instead of 4.1, for two thirds of the processor's time. The JVM itself sees whether what
was kept fits the program, and does without where it does not.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from deploy.embedded import java

INSISTING = "-XX:AOTMode=on"
"""Beside `starting_from`: the JVM ends at once where what was learnt does not fit."""
_HEX = 16
_LOOK_S = 0.1
_UNUSED_S = 30 * 24 * 3600.0


def learning(draft: Path) -> list[str]:
    """A JVM's flags to leave there, at its end, what it learnt."""
    return [f"-XX:AOTCacheOutput={draft}"]


def starting_from(kept: Path | None) -> list[str]:
    """A JVM's flags to start with what was learnt, if anything; it is silent of small parts that do not fit."""
    return [] if kept is None else [f"-XX:AOTCache={kept}", "-Xlog:aot*=error"]


async def head_start(jars: Sequence[Path], practise: Callable[[Path], Awaitable[None]]) -> Path | None:
    """The file kept for these jars, beside the first of them; made now by one run of `practise` where missing.

    `practise` runs the program with the flags of `learning` for the path it is given, ends it in good order, and raises
    whatever it likes where nothing came of it. Then, and where nothing can be written there, None: the program starts
    as it always did, and says itself what is wrong.
    """
    kept = jars[0].with_name(f"{jars[0].stem}-{_key(jars)}.aot")
    draft = kept.with_suffix(f".{os.getpid()}.new")
    with contextlib.suppress(Exception):
        async with _alone(kept):
            if not kept.exists():
                try:
                    await practise(draft)
                    draft.rename(kept)
                finally:
                    draft.unlink(missing_ok=True)
                _tidy(kept)
        kept.touch()
    return kept if kept.exists() else None


def _key(jars: Sequence[Path]) -> str:
    """Another one for other files, another release of Java, other flags."""
    files = [(str(jar), (found := jar.stat()).st_size, found.st_mtime_ns) for jar in jars]
    return hashlib.sha256(repr((files, java.release(), java.FLAGS)).encode()).hexdigest()[:_HEX]


def _tidy(kept: Path) -> None:
    """What other versions learnt and nobody has started with for a month: each is 70 MB."""
    for other in kept.parent.glob("*.aot"):
        if other != kept and time.time() - other.stat().st_mtime > _UNUSED_S:
            other.unlink(missing_ok=True)
            other.with_suffix(".lock").unlink(missing_ok=True)


@contextlib.asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """Two stacks starting together practise once."""
    with path.with_suffix(".lock").open("w") as guard:
        while True:
            # A thread that waits for the lock would outlive Ctrl-C.
            try:
                fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_LOOK_S)
        yield
