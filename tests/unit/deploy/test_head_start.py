"""What a JVM learnt is kept for the next: made once, never half, and nobody's hindrance."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.head_start import head_start
from deploy.embedded.part import CannotStart


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    made = tmp_path / "thing-1.0.jar"
    made.write_bytes(b"classes")
    return made


def _practice(runs: list[Path], fault: Exception | None = None) -> Callable[[Path], Awaitable[None]]:
    async def practise(draft: Path) -> None:
        runs.append(draft)
        await asyncio.sleep(0)
        if fault is not None:
            raise fault
        await asyncio.to_thread(draft.write_bytes, b"learnt")

    return practise


async def test_it_is_practised_once_also_where_two_begin_together(jar: Path) -> None:
    """One run serves all that come after, and whoever comes meanwhile waits for it."""
    runs: list[Path] = []
    first, second = await asyncio.gather(*(head_start([jar], _practice(runs)) for _ in range(2)))
    assert first == second == await head_start([jar], _practice(runs))
    assert first is not None
    assert await asyncio.to_thread(first.read_bytes) == b"learnt"
    assert len(runs) == 1


@pytest.mark.parametrize(
    "fault", [CannotStart("nej"), OSError(), RuntimeError()], ids=lambda fault: type(fault).__name__
)
async def test_a_run_that_fails_leaves_nothing_and_stops_nobody(jar: Path, fault: Exception) -> None:
    """The program starts without, and the next start practises again."""
    runs: list[Path] = []
    assert await head_start([jar], _practice(runs, fault)) is None
    assert await head_start([jar], _practice(runs)) is not None
    assert len(runs) == 2


async def test_where_nothing_can_be_written_it_goes_without(jar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That no lock can be made beside the jars is no reason not to start."""

    opened = Path.open

    def read_only(path: Path, mode: str = "r", **more: Any) -> Any:
        if mode == "w":
            raise PermissionError
        return opened(path, mode, **more)

    runs: list[Path] = []
    monkeypatch.setattr(Path, "open", read_only)
    assert await head_start([jar], _practice(runs)) is None
    assert runs == []


async def test_who_waits_for_anothers_practice_can_be_stopped(jar: Path) -> None:
    """Ctrl-C ends a start at once, whatever another stack is doing; the practice cut off leaves nothing."""
    begun, runs = asyncio.Event(), list[Path]()

    async def endless(draft: Path) -> None:
        await asyncio.to_thread(draft.write_bytes, b"half")
        begun.set()
        await asyncio.sleep(60)

    first = asyncio.create_task(head_start([jar], endless))
    await begun.wait()
    second = asyncio.create_task(head_start([jar], _practice(runs)))
    await asyncio.sleep(0.01)
    for task in (second, first):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert runs == []
    assert [path.suffix for path in jar.parent.iterdir() if path != jar] == [".lock"]


async def test_what_nobody_has_used_for_a_month_goes(jar: Path) -> None:
    """Each is 70 MB: another version's goes when a new one is made, unless somebody starts with it still."""
    runs: list[Path] = []
    old, used = jar.with_name("old.aot"), jar.with_name("used.aot")
    for file, age in ((old, 40), (used, 3)):
        file.write_bytes(b"learnt")
        at = time.time() - age * 24 * 3600
        os.utime(file, (at, at))
    await head_start([jar], _practice(runs))
    assert (old.exists(), used.exists()) == (False, True)


async def test_other_jars_are_practised_anew(jar: Path) -> None:
    """The JVM refuses what was learnt of other files, by their size and their time."""
    runs: list[Path] = []
    before = await head_start([jar], _practice(runs))
    os.utime(jar, (1, 1))
    after = await head_start([jar], _practice(runs))
    assert before != after
    assert len(runs) == 2
