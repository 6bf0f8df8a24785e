"""An event and the involvement around it: which departments may be told of it at all (I1, I2)."""

from functools import cached_property
from typing import Any

from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.event import Event
from shared.contracts.involvement import Involvement, Loop

NOBODY: frozenset[str] = frozenset()


class Change:
    """Worked out once per event and kept, as several rules ask the same; most events change no involvement."""

    def __init__(self, event: Event[Any], before: Involvement, after: Involvement) -> None:
        self.event = event
        self.before = before
        self.after = after

    @cached_property
    def loop(self) -> Loop | None:
        """The event's loop, as it is after it."""
        return self.after.loop(self.event.correlationid)

    @cached_property
    def involved(self) -> frozenset[str]:
        """I1: before or after the event."""
        return self._involved_after if self.after is self.before else self._involved_after | self._involved_before

    @cached_property
    def circle(self) -> frozenset[str]:
        """I2: those of them that may be told of this loop."""
        after = _circle(self._involved_after, self.loop)
        return after if self.after is self.before else after | _circle(self._involved_before, self._loop_before)

    @cached_property
    def newcomers(self) -> frozenset[str]:
        """Departments that the event first brings into its loop: they get what the loop had before."""
        if self.after is self.before or self._loop_before is None:
            return NOBODY
        return _circle(self._involved_after, self.loop) - _circle(self._involved_before, self._loop_before)

    @cached_property
    def _loop_before(self) -> Loop | None:
        return self.before.loop(self.event.correlationid)

    @cached_property
    def _involved_before(self) -> frozenset[str]:
        return self.before.departments()

    @cached_property
    def _involved_after(self) -> frozenset[str]:
        return self.after.departments()


def _circle(involved: frozenset[str], loop: Loop | None) -> frozenset[str]:
    if loop is not None and loop.quiet:
        return involved & {loop.receiver or ""}
    if RELATIVES_TEAM in involved and (loop is None or RELATIVES_TEAM not in loop.parties):
        return involved - {RELATIVES_TEAM}
    return involved
