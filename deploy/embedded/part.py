"""What the supervisor knows of a part of the stack, and nothing more."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from deploy.embedded.process import Process

Status = Literal["waiting", "preparing", "starting", "ready", "restarting", "failed", "stopped"]


TOLD_EVERY = 500_000
"""Bytes between two words about a download, which arrives in thousands of pieces."""


class CannotStart(Exception):
    """A part cannot be had. The text is one Danish line: which, why and what to do."""


@dataclass(slots=True)
class PartState:
    """How one part is doing, for `status` and the progress bars. `done` and `total` are bytes; 0 without a fetch."""

    name: str
    status: Status = "waiting"
    doing: str = ""
    done: int = 0
    total: int = 0
    pid: int | None = None
    restarts: int = 0
    why: str = ""
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        return asdict(self)


class Progress:
    """Given to a part while it prepares: what it does now, and how much of it is done."""

    def __init__(self, state: PartState, changed: Callable[[], None]) -> None:
        self._state = state
        self._changed = changed
        self._told = 0

    def doing(self, what: str, *, total: int = 0) -> None:
        """Names the step, in Danish; `total` bytes when it is something fetched."""
        self._state.doing, self._state.done, self._state.total = what, 0, total
        self._told = 0
        self._changed()

    def done(self, count: int) -> None:
        """So many bytes of the step so far. May be called from a thread."""
        self._state.done = count
        if count - self._told >= TOLD_EVERY or count == self._state.total:
            self._told = count
            self._changed()


class Part(Protocol):
    """A part: prepared once, then a process that is started again whenever it dies.

    `needs` are the names of the parts that must be ready before its process starts; `prepare` runs before that, side by
    side with the others. A part without a process is a step: ready when `settle` has returned.
    """

    name: str
    needs: frozenset[str]
    patience: float

    async def prepare(self, progress: Progress) -> None:
        """Fetches and initialises. Raises `CannotStart` with one line where it cannot be had."""

    def process(self) -> Process | None:
        """The process to run, made anew for every start; None for a step."""

    async def probe(self) -> bool:
        """Whether it answers now. Errors of the kind "not there yet" are the caller's to swallow."""

    async def settle(self, progress: Progress) -> None:
        """What must be true before others may use it, at every start: users, topics, a group that can be joined."""
