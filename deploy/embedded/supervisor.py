"""Starts the parts side by side, keeps each running, and stops them in reverse."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from deploy.embedded.keeper import Keeper
from deploy.embedded.part import CannotStart, Part, PartState

log = logging.getLogger(__name__)

Phase = Literal["starting", "up", "stopping", "failed", "down"]


@dataclass(slots=True)
class StackState:
    """How the whole stack is doing: what `status` and the progress bars are drawn from."""

    phase: Phase = "down"
    pid: int = 0
    since: float = 0.0
    why: str = ""
    remarks: list[str] = field(default_factory=list)
    parts: dict[str, PartState] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "pid": self.pid,
            "since": self.since,
            "why": self.why,
            "remarks": self.remarks,
            "parts": {name: part.plain() for name, part in self.parts.items()},
        }


class Supervisor:
    """One keeper per part. `changed` is called whenever anything about the state does; also from other threads.

    `variables` are more environment variables by part, looked up whenever it starts.
    """

    def __init__(
        self,
        parts: Iterable[Part],
        changed: Callable[[StackState], None],
        variables: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        everyone = list(parts)
        self.state = StackState(pid=os.getpid())
        self._watcher = changed
        names = {part.name for part in everyone}
        self._keepers: dict[str, Keeper] = {}
        for part in everyone:
            state = self.state.parts.setdefault(part.name, PartState(part.name))
            self._keepers[part.name] = Keeper(part, part.needs & names, state, self._changed, variables)

    async def start(self) -> None:
        """Returns when every part is ready. Raises `CannotStart` with a part's line, having stopped the rest."""
        self.state.phase, self.state.since = "starting", time.time()
        self._changed()
        ready = {name: keeper.ready for name, keeper in self._keepers.items()}
        for keeper in self._keepers.values():
            keeper.begin(ready)
        try:
            await self._all_ready()
        except CannotStart as error:
            await self.stop()
            self.state.phase, self.state.why = "failed", str(error)
            self._changed()
            raise
        except BaseException:
            await self.stop()
            raise

    def announce(self, remarks: list[str]) -> None:
        """Says that all is up; whoever waits for the start goes on now."""
        self.state.phase, self.state.remarks = "up", remarks
        self._changed()

    async def stop(self) -> None:
        """Stops every part, those first that nobody else needs; each wave side by side."""
        self.state.phase = "stopping"
        self._changed()
        for wave in stop_order({name: keeper.needs for name, keeper in self._keepers.items()}):
            await asyncio.gather(*(self._keepers[name].end() for name in wave))
        self.state.phase = "down"
        self._changed()

    def keeper(self, name: str) -> Keeper:
        return self._keepers[name]

    async def start_one(self, name: str) -> None:
        """Starts a part that was ended, and returns when it is ready."""
        self._keepers[name].begin({each: keeper.ready for each, keeper in self._keepers.items()})
        await self._keepers[name].first_ready()

    def kill(self) -> None:
        """Ends every process at once, without waiting."""
        for keeper in self._keepers.values():
            keeper.kill()

    def _changed(self) -> None:
        self._watcher(self.state)

    async def _all_ready(self) -> None:
        waiting = {asyncio.ensure_future(keeper.first_ready()) for keeper in self._keepers.values()}
        try:
            for each in asyncio.as_completed(waiting):
                await each
        finally:
            for task in waiting:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*waiting, return_exceptions=True)


def stop_order(needs: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Waves of names: a part stands in a later wave than everyone who needs it."""
    left = dict(needs)
    waves: list[list[str]] = []
    while left:
        wave = sorted(name for name in left if not any(name in other for other in left.values()))
        if not wave:
            raise ValueError("parts need each other in a circle")
        waves.append(wave)
        for name in wave:
            del left[name]
    return waves
