"""A head start for a JVM: what one run learnt of its classes, kept for every later one (JEP 483, 514 and 515).

A broker is then ready in three fifths of the time, for three fifths of the processor's. The JVM itself sees whether
what was kept fits the program, and does without where it does not.
"""

import asyncio
import contextlib
import fcntl
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

from deploy.embedded import java
from deploy.embedded.part import CannotStart

FLAGS = ("-XX:AOTCache={}", "-Xlog:aot*=error")
"""To start with what was learnt; that some small part of it does not fit is said by nobody."""
LEARNING = "-XX:AOTCacheOutput={}"
_HEX = 16


async def head_start(jars: Sequence[Path], practise: Callable[[Path], Awaitable[None]]) -> Path | None:
    """The file kept for these jars, beside them in a way of its own; made now by one run of `practise` where missing.

    `practise` runs the program with `LEARNING` filled in with the path it is given, and ends it in good order. None
    where nothing came of it: the program then starts as it always did, and says what is wrong itself.
    """
    kept = jars[0].with_name(f"{jars[0].stem}-{_key(jars)}.aot")
    draft = kept.with_suffix(".new")
    with contextlib.suppress(CannotStart, OSError, TimeoutError):
        async with _alone(kept):
            if not kept.exists():
                draft.unlink(missing_ok=True)
                await practise(draft)
                draft.rename(kept)
    return kept if kept.exists() else None


def _key(jars: Sequence[Path]) -> str:
    """Another one wherever the JVM would not take what was kept: other files, another Java, other flags."""
    files = [(str(jar), (found := jar.stat()).st_size, found.st_mtime_ns) for jar in jars]
    return hashlib.sha256(repr((files, java.release(), java.FLAGS)).encode()).hexdigest()[:_HEX]


@contextlib.asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """Two stacks starting together practise once."""
    with path.with_suffix(".lock").open("w") as guard:
        await asyncio.to_thread(fcntl.flock, guard, fcntl.LOCK_EX)
        yield
