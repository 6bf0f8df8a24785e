"""Java programs from Maven's repository: exactly what the lock names, checked, and cached for every checkout.

jgo fetches; it writes checksums but does not hold a download against them by itself, so that happens here, at every
start.
"""

import asyncio
import contextlib
import fcntl
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from deploy.embedded.part import CannotStart, Progress

CONNECTIONS = 4


async def fetch(what: str, lock: Path, progress: Progress) -> list[Path]:
    """The files `lock` names, in its order, fetched where missing. Raises `CannotStart` with one line where that fails.

    Everything it fetched before is found without network.
    """
    counter = _Counter(progress.done)
    try:
        return await asyncio.to_thread(_fetch, what, lock, progress, counter)
    except asyncio.CancelledError:
        counter.stop()  # else Ctrl-C would wait for the download
        raise


def _fetch(what: str, lock_path: Path, progress: Progress, counter: "_Counter") -> list[Path]:
    warnings.filterwarnings("ignore", module="platformdirs")  # it complains where no desktop has made a session folder
    from jgo.env import LockFile
    from jgo.maven import MavenContext

    lock = LockFile.load(lock_path)
    context = MavenContext(resolver=_resolver(counter), timeout=60)
    with _one_at_a_time(context.repo_cache, what):
        missing = [dependency for dependency in lock.dependencies if not _path(context, dependency).exists()]
        if missing:
            megabytes = total_bytes(lock_path) / 1e6
            progress.doing(f"henter {what} ({megabytes:.0f} MB)", total=total_bytes(lock_path))
            counter.add(sum(p.stat().st_size for d in lock.dependencies if (p := _path(context, d)).exists()))
            _download(what, context, missing)
        progress.doing("efterprøver kontrolsummer")
        if lock.verify_checksums(context.repo_cache):
            _mend(what, context, lock)
    return [_path(context, dependency) for dependency in lock.dependencies]


def is_there(folder: Path) -> bool:
    """Whether everything the folder's lock names has been fetched before."""
    warnings.filterwarnings("ignore", module="platformdirs")
    from jgo.env import LockFile
    from jgo.maven import MavenContext

    context = MavenContext()
    return all(
        _path(context, dependency).exists() for dependency in LockFile.load(folder / "jgo.lock.toml").dependencies
    )


def total_bytes(lock_path: Path) -> int:
    """What everything in the lock weighs, as written beside it when it was made."""
    return int(lock_path.with_name("size").read_text())


def checksums(lock_path: Path) -> list[str]:
    """SHA-256 of each file the lock names, in its order."""
    from jgo.env import LockFile

    return [str(dependency.sha256) for dependency in LockFile.load(lock_path).dependencies]


def _download(what: str, context: Any, missing: list[Any]) -> None:
    try:
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for _ in pool.map(lambda dependency: _artifact(context, dependency).resolve(), missing):
                pass
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors
        raise CannotStart(
            f"{what} kunne ikke hentes fra Maven ({type(error).__name__}): "
            "se efter netværk og proxy, og kør kommandoen igen"
        ) from error


def _mend(what: str, context: Any, lock: Any) -> None:
    """Fetches once more what is not as the lock says: an interrupted download leaves half a file behind."""
    wrong = [d for d in lock.dependencies if _checksum(_path(context, d)) != d.sha256]
    for dependency in wrong:
        _path(context, dependency).unlink(missing_ok=True)
    _download(what, context, wrong)
    if lock.verify_checksums(context.repo_cache):
        for dependency in wrong:
            _path(context, dependency).unlink(missing_ok=True)
        raise CannotStart(
            f"{what} har ikke den kontrolsum, som låsen kræver: filerne er slettet igen; "
            "stammer de fra et spejl, så ret det, ellers kør kommandoen igen"
        )


def _checksum(path: Path) -> str:
    import hashlib

    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""


def _artifact(context: Any, dependency: Any) -> Any:
    component = context.project(dependency.groupId, dependency.artifactId).at_version(dependency.version)
    return component.artifact(classifier=dependency.classifier or "", packaging=dependency.packaging)


def _path(context: Any, dependency: Any) -> Path:
    return Path(_artifact(context, dependency).cached_path)


def _resolver(counter: "_Counter") -> Any:
    from jgo.maven import PythonResolver

    @contextlib.contextmanager
    def callback(filename: str, total: int) -> Iterator[Callable[[int], None]]:
        yield counter.add

    return PythonResolver(progress_callback=callback)


class _Counter:
    """Bytes fetched so far, counted from several threads."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._count = 0
        self._guard = threading.Lock()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Makes whoever counts next give up."""
        self._stopped.set()

    def add(self, more: int) -> None:
        if self._stopped.is_set():
            raise InterruptedError
        with self._guard:
            self._count += more
            count = self._count
        self._tell(count)


@contextlib.contextmanager
def _one_at_a_time(cache: Path, what: str) -> Iterator[None]:
    """Two stacks starting together would write one file twice, and jgo stops at a file that appears meanwhile."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f".samspil-{what}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
