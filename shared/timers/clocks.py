"""A service's third door: a timer that ran out → handler."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Timer:
    """One timer: `kind` of clock, what it is about (`ref`), whose (`subject`), and when it runs out."""

    kind: str
    ref: UUID
    subject: UUID
    due: datetime
    correlationid: UUID | None = None
    traceparent: str | None = None


Handler = Callable[[Timer, Any], Awaitable[None]]


class Clocks:
    """`@clocks.on("vacancy")` registers what is done when a timer of that kind runs out. One handler a kind.

    `@clocks.on_silence("answer")` one that says that somebody has been silent: nobody is who could not be heard.
    `@clocks.over_several("vacancy")` one whose decision asks for further subjects: it is given a way to their works.
    """

    def __init__(self) -> None:
        self._by_kind: dict[str, Handler] = {}
        self._several: frozenset[str] = frozenset()
        self._silence: frozenset[str] = frozenset()

    def on(self, kind: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            if kind in self._by_kind:
                raise ValueError(f"the clock {kind} has a handler already")
            self._by_kind[kind] = handler
            return handler

        return register

    def on_silence(self, kind: str) -> Callable[[Handler], Handler]:
        self._silence |= {kind}
        return self.on(kind)

    def over_several(self, kind: str) -> Callable[[Handler], Handler]:
        self._several |= {kind}
        return self.on(kind)

    def is_over_several(self, kind: str) -> bool:
        return kind in self._several

    def plus(self, other: "Clocks") -> "Clocks":
        """The handlers of both."""
        joined = Clocks()
        joined._by_kind = {**self._by_kind, **other._by_kind}
        joined._several = self._several | other._several
        joined._silence = self._silence | other._silence
        return joined

    def kinds(self) -> frozenset[str]:
        return frozenset(self._by_kind)

    def silences(self) -> frozenset[str]:
        return self._silence

    async def ran_out(self, timer: Timer, work: Any) -> None:
        """`work` is the subject's, or of a kind over several the way to any subject's."""
        await self._by_kind[timer.kind](timer, work)
