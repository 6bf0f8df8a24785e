"""A tutorial as a program: its files are written, its commands run in order in one shell, its output is compared.

    Save as `first.py`:   the next block becomes that file
    ```sh                 run, in the same shell as the ones before it
    ```text               right after a `sh` block: what it printed, `…` standing for whatever differs

Blocks of any other language are for reading only (`console`: what the reader did before the tests came).
"""

import asyncio
import contextlib
import os
import re
import shlex
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVE_AS = re.compile(r"[Ss]ave as `([\w./-]+)`:\s*$")


@dataclass(frozen=True, slots=True)
class Step:
    """One block. `file`: written under that name; else run, and `expected` is compared where it is given."""

    line: int
    text: str
    file: str | None = None
    expected: str | None = None


def steps(page: str) -> list[Step]:
    """What a page asks its reader to do, in order."""
    found: list[Step] = []
    after = -1
    for block in _FENCE.finditer(page):
        language, text = block[1], block[2]
        before = page[: block.start()].rstrip()
        line = page.count("\n", 0, block.start()) + 2
        named = _SAVE_AS.search(before)
        if named:
            found.append(Step(line, text, file=named[1]))
        elif language == "sh":
            found.append(Step(line, text))
            after = block.end()
        elif language == "text" and found and not page[after : block.start()].strip():
            found[-1] = Step(found[-1].line, found[-1].text, expected=text)
    return found


def unlike(expected: str, said: str) -> bool:
    """Whether what was printed is something else than the page says. A `…` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in expected.strip().split("…"))
    return re.fullmatch(pattern, said.strip(), re.DOTALL) is None


class Failed(AssertionError):
    """A step did not do what the page says."""


async def follow(page: Path, stack: Stack, place: Path, *, programs: Path | None = None, seconds: float = 240) -> None:
    """Follows the page from its first line to its last, as a reader would who has just started this stack.

    `place` is an empty folder; the reader stands in `place/samspil`, which looks like a checkout with this stack
    in it. `programs` is a folder whose programs the reader has beside the machine's. Raises `Failed` with the block's
    line and all it printed.
    """
    todo = steps(page.read_text(encoding="utf-8"))  # noqa: ASYNC240 (a page)
    checkout, script = _prepare(todo, stack, place)
    ended = await _run(script, checkout, _environment(stack, programs), seconds)
    name = page.relative_to(REPOSITORY)
    for number, step in enumerate(todo):
        out, errors = _read(place / f"{number}.out"), _read(place / f"{number}.err")
        if not (place / f"{number}.done").exists():
            raise Failed(f"{name}:{step.line} ended with {ended}\n{step.text}\n{out}\n{errors}")
        if step.expected is not None and unlike(step.expected, out):
            raise Failed(f"{name}:{step.line} printed\n{out}\ninstead of\n{step.expected}\n{errors}")


def _prepare(todo: list[Step], stack: Stack, place: Path) -> tuple[Path, Path]:
    """The folder the reader stands in, and the script that does what the page says."""
    checkout = place / "samspil"
    checkout.mkdir()
    (checkout / ".local").symlink_to(stack.layout.local)
    (checkout / ".venv").symlink_to(Path(sys.executable).parents[1])
    script = place / "tutorial.sh"
    script.write_text("\n".join(_script(todo, place)), encoding="utf-8")
    return checkout, script


def _script(todo: list[Step], place: Path) -> list[str]:
    lines = ["set -eu"]
    for number, step in enumerate(todo):
        if step.file is not None:
            kept = place / f"{number}.file"
            kept.write_text(step.text, encoding="utf-8")
            lines.append(f"cp {shlex.quote(str(kept))} {shlex.quote(step.file)}")
        else:
            out, err = (shlex.quote(str(place / f"{number}.{end}")) for end in ("out", "err"))
            # A group and no subshell: what a block exports is there for the next one.
            lines.append(f"{{\n{step.text}}} > {out} 2> {err}")
        lines.append(f": > {shlex.quote(str(place / f'{number}.done'))}")
    return [*lines, ""]


async def _run(script: Path, folder: Path, environment: Mapping[str, str], seconds: float) -> int | str:
    process = await asyncio.create_subprocess_exec(
        "bash",
        str(script),
        cwd=folder,
        env=dict(environment),
        # No pipe: what the page leaves in the background would hold it open.
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            return await process.wait()
    except TimeoutError:
        return f"no end within {seconds:.0f} s"
    finally:
        # All of its session: what it left in the background ends with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _environment(stack: Stack, programs: Path | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPIL_", "MAKE"))}
    folders = [*([] if programs is None else [str(programs)]), str(Path(sys.executable).parent), kept.get("PATH", "")]
    return {
        **kept,
        "PATH": ":".join(folders),
        "SAMSPIL_STACK": str(stack.layout.root),
        "COLUMNS": "200",
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
