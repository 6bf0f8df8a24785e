"""Keeping parts running, tried on processes of a line each."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.embedded.part import CannotStart, Progress
from deploy.embedded.process import Process
from deploy.embedded.supervisor import StackState, Supervisor, stop_order

SLEEPS = "import time; time.sleep(60)"


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in ("SETTLE_AGAIN_S", "PROBE_EVERY_S"):
        monkeypatch.setattr(f"deploy.embedded.keeper.{pause}", 0.02)
    monkeypatch.setattr("deploy.embedded.keeper.BACKOFF_S", (0.02,))


class Line:
    """A part made of one line of Python."""

    patience = 5.0

    def __init__(self, name: str, line: str, folder: Path, needs: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.needs = needs
        self.settled = 0
        self.settling = 0.01
        self._line = line
        self._log = folder / f"{name}.log"

    async def prepare(self, progress: Progress) -> None:
        progress.doing("gør klar")

    def process(self) -> Process | None:
        return Process(self.name, [sys.executable, "-c", self._line], self._log)

    async def probe(self) -> bool:
        return True

    async def settle(self, progress: Progress) -> None:
        await asyncio.sleep(self.settling)
        self.settled += 1


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 (another process has no event to wait for)
            await asyncio.sleep(0.02)


def _ignore(state: StackState) -> None:
    """Nobody watches."""


async def test_a_part_that_dies_is_started_again_and_says_why(tmp_path: Path) -> None:
    """A part that exits comes back by itself, and `status` tells what happened."""
    part = Line("a", SLEEPS, tmp_path)
    supervisor = Supervisor([part], _ignore)
    await supervisor.start()
    try:
        state = supervisor.state.parts["a"]
        first = state.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: state.pid not in (None, first))
        assert (state.restarts, part.settled) == (1, 2)
        assert "SIGKILL" in state.why
    finally:
        await supervisor.stop()


async def test_a_part_that_cannot_start_stops_the_rest_with_one_line(tmp_path: Path) -> None:
    """Which part, why, and where to look; nothing is left running."""
    well = Line("well", SLEEPS, tmp_path)
    ill = Line("ill", "import sys; sys.exit('no such thing')", tmp_path)
    ill.settling = 5.0
    supervisor = Supervisor([well, ill], _ignore)
    with pytest.raises(CannotStart, match=r"ill kunne ikke startes: afsluttede med kode 1: no such thing"):
        await supervisor.start()
    assert supervisor.state.phase == "failed"
    assert [part.pid for part in supervisor.state.parts.values()] == [None, None]


async def test_a_part_starts_when_those_it_needs_are_ready(tmp_path: Path) -> None:
    """Order is by need, not by list."""
    order: list[tuple[str, str]] = []

    def note(state: StackState) -> None:
        order.extend((name, part.status) for name, part in state.parts.items() if (name, part.status) not in order)

    later = Line("later", SLEEPS, tmp_path, frozenset({"first"}))
    supervisor = Supervisor([later, Line("first", SLEEPS, tmp_path)], note)
    await supervisor.start()
    await supervisor.stop()
    assert order.index(("first", "ready")) < order.index(("later", "starting"))
    assert order.index(("later", "stopped")) < order.index(("first", "stopped"))


async def test_stopping_asks_first_and_then_insists(tmp_path: Path) -> None:
    """A process that does not listen is killed when its patience is up."""
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    process = Process("deaf", [sys.executable, "-c", deaf], tmp_path / "deaf.log", patience=0.1)
    await process.start()
    await eventually(lambda: process.last_words() == "deaf")
    await process.stop()
    assert await process.wait() == -signal.SIGKILL


def test_everybody_stops_before_those_they_need() -> None:
    """Services first, then what they stand on."""
    needs = {"kafka": frozenset[str](), "postgres": frozenset[str](), "a": frozenset({"kafka", "postgres"})}
    assert stop_order(needs) == [["a"], ["kafka", "postgres"]]


def test_a_circle_of_needs_is_an_error() -> None:
    """A plan that could never start is noticed at once."""
    with pytest.raises(ValueError, match="circle"):
        stop_order({"a": frozenset({"b"}), "b": frozenset({"a"})})


async def test_what_goes_wrong_in_settling_again_is_tried_again(tmp_path: Path) -> None:
    """A broker back on its feet may find the others away: it is neither killed for that nor given up."""
    part = Line("a", SLEEPS, tmp_path)
    supervisor = Supervisor([part], _ignore)
    await supervisor.start()

    async def fails_once(progress: Progress) -> None:
        part.settled += 1
        if part.settled == 2:
            raise ConnectionError("nobody is there")

    part.settle = fails_once  # type: ignore[method-assign]
    try:
        supervisor.kill()
        await eventually(lambda: part.settled == 3 and supervisor.state.parts["a"].status == "ready")
        assert supervisor.state.parts["a"].restarts == 1
    finally:
        await supervisor.stop()


async def test_a_part_is_given_the_variables_of_the_moment_it_starts(tmp_path: Path) -> None:
    """A test changes what a part starts with the next time, and only that part."""
    variables = {"a": {"WORD": "one"}}
    parts = [Line(name, "import os; print(os.environ.get('WORD'), flush=True);" + SLEEPS, tmp_path) for name in "ab"]
    supervisor = Supervisor(parts, _ignore, variables)

    def said(name: str) -> list[str]:
        return (tmp_path / f"{name}.log").read_text().split()

    await supervisor.start()
    try:
        await eventually(lambda: said("a") == ["one"] and said("b") == ["None"])
        variables["a"] = {"WORD": "two"}
        supervisor.kill()
        await eventually(lambda: said("a") == ["one", "two"] and said("b") == ["None"] * 2)
    finally:
        await supervisor.stop()
