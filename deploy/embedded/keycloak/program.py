"""Keycloak unpacked and made ready: once for this machine, in the user's cache, for every stack after that."""

import asyncio
import hashlib
import os
import shutil
import threading
import time
import zipfile
from pathlib import Path

from deploy.embedded import java
from deploy.embedded.part import CannotStart, Progress
from deploy.embedded.process import Process

BUILD = ("build", "--db=dev-file", "--health-enabled=false", "--metrics-enabled=false")
"""What is decided when Keycloak is made ready and cannot be changed when it starts."""

HEAP = "512m"
ABANDONED_S = 3600.0

# The script leaves out java.lang, without which threads die on Java 24 and later when they are used again.
_OPENED = ("java.lang", "java.util", "java.util.concurrent", "java.security")


def command(program: Path, home: Path, *arguments: str) -> list[str]:
    """Keycloak's command line, as its own script puts it together.

    The script itself would leave its Java running when it is killed: the parent-death signal is not passed on.
    """
    return java.command(
        HEAP,
        "-XX:MaxMetaspaceSize=256m",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
        "-Duser.language=en",
        "-Duser.country=US",
        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
        "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
        "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
        "-Dpicocli.disable.closures=true",
        f"-Dkc.home.dir={home}",
        f"-Djboss.server.config.dir={home / 'conf'}",
        "-cp",
        str(program / "lib" / "quarkus-run.jar"),
        "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
        *arguments,
    )


def cache() -> Path:
    """Where what was made ready is kept, by the custom of the desktop."""
    named = os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "samspil"


async def made_ready(archive: Path, checksum: str, log: Path, progress: Progress) -> Path:
    """The folder with Keycloak in it, ready to start. Raises `CannotStart` where it cannot be made ready."""
    recipe = hashlib.sha256("\n".join((checksum, *BUILD)).encode()).hexdigest()[:12]
    ready = cache() / f"{archive.stem}-{recipe}"
    if ready.exists():
        return ready
    # Made beside its place and moved there when whole: half a folder would be taken for a finished one.
    draft = ready.with_name(f".{ready.name}.{os.getpid()}.{time.time_ns()}")
    try:
        draft.mkdir(mode=0o700, parents=True)
        _clear(cache())
        progress.doing("pakker Keycloak ud")
        await _unpack(archive, draft)
        progress.doing("gør Keycloak klar")
        await _build(draft, log)
        draft.rename(ready)
    except OSError as error:
        if not ready.exists():  # else another stack was faster
            raise CannotStart(f"Keycloak kunne ikke pakkes ud i {cache()} ({error.strerror}): gør plads") from error
    finally:
        await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
    return ready


async def _unpack(archive: Path, folder: Path) -> None:
    told = threading.Event()
    try:
        await asyncio.to_thread(extract, archive, folder, told)
    except asyncio.CancelledError:
        told.set()  # else Ctrl-C would wait for the last file
        raise


def extract(archive: Path, folder: Path, told: threading.Event) -> None:
    """Takes the program out of the archive, and stops where it is `told` to."""
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            if told.is_set():
                return
            top, _, inside = member.filename.partition("/")
            if inside.startswith("lib/"):
                packed.extract(member, folder)
    (folder / top / "lib").rename(folder / "lib")
    shutil.rmtree(folder / top)
    (folder / "conf").mkdir()
    (folder / "providers").mkdir()


async def _build(folder: Path, log: Path) -> None:
    builder = Process("keycloak-build", command(folder, folder, *BUILD), log)
    if await builder.finish() != 0:
        raise CannotStart(f"Keycloak kunne ikke gøres klar: {builder.last_words()} (se {log})")


def _clear(folder: Path) -> None:
    """Takes away what a killed start left half done."""
    for left in folder.glob(".keycloak-*"):
        if time.time() - left.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(left, ignore_errors=True)
