"""An event and the involvement around it: which departments may be told of it at all (I1, I2)."""

from typing import Any, NamedTuple

from shared.contracts.codes import RELATIVES_TEAM
from shared.contracts.event import Event
from shared.contracts.involvement import Involvement, Loop

NOBODY: frozenset[str] = frozenset()


class Reach(NamedTuple):
    """I1: everyone involved before or after the event. I2: those of them that may be told of its loop."""

    involved: frozenset[str]
    circle: frozenset[str]


class Change:
    """`loop` is the event's, as it is after it; `quiet` whether only its receiver and the citizen may know of it."""

    def __init__(self, event: Event[Any], before: Involvement, after: Involvement) -> None:
        self.event = event
        self.before = before
        self.after = after
        self.loop: Loop | None = after.loop(event.correlationid)
        self.quiet = self.loop is not None and self.loop.quiet

    def reach(self) -> Reach:
        """Most events change no involvement: then it is worked out once."""
        after = self.after.departments()
        circle = _circle(after, self.loop)
        if self.after is self.before:
            return Reach(after, circle)
        before = self.before.departments()
        return Reach(after | before, circle | _circle(before, self._loop_before()))

    def newcomers(self) -> frozenset[str]:
        """Departments that the event first brings into its loop: they get what the loop had before."""
        if self.after is self.before:
            return NOBODY
        loop_before = self._loop_before()
        if loop_before is None:
            return NOBODY
        return _circle(self.after.departments(), self.loop) - _circle(self.before.departments(), loop_before)

    def _loop_before(self) -> Loop | None:
        return self.before.loop(self.event.correlationid)


def _circle(involved: frozenset[str], loop: Loop | None) -> frozenset[str]:
    if loop is not None and loop.quiet:
        return involved & {loop.receiver or ""}
    if RELATIVES_TEAM in involved and (loop is None or RELATIVES_TEAM not in loop.parties):
        return involved - {RELATIVES_TEAM}
    return involved
