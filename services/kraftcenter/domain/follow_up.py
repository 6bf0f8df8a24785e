"""A follow-up: the intervention is looked at again on a day agreed, and its clock runs until that is done (R4)."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple
from uuid import UUID

from shared.contracts.codes import FollowUpDecision, Level

LAST: Level = 3
"""The level after which there is nobody left to tell."""
_NEXT: Mapping[int, Level] = MappingProxyType({0: 1, 1: 2, 2: 3})


class Clock(NamedTuple):
    """`due` is by when the follow-up is owed, `level` how far its silence has climbed; 0: not at all.

    `runs_out` is when it climbs next: None until that is set, and for good after the last level. `stopped_at` is since
    when it stands still.
    """

    due: datetime
    runs_out: datetime | None
    level: Literal[0, 1, 2, 3] = 0
    stopped_at: datetime | None = None

    @property
    def alarm(self) -> datetime | None:
        return self.runs_out if self.stopped_at is None else None

    @property
    def stands_still(self) -> bool:
        """Whether it would have to be set to climb on."""
        return self.alarm is None and self.level < LAST

    @property
    def next_level(self) -> Level:
        """What it climbs to when it runs out. KeyError after the last."""
        return _NEXT[self.level]

    def stopped(self, at: datetime) -> "Clock":
        return self if self.stands_still else self._replace(stopped_at=at)

    def going_on(self) -> "Clock":
        """No longer stopped: what climbs no further is owed again."""
        return self._replace(stopped_at=None)

    def set_to(self, until: datetime) -> "Clock":
        """Runs again: a follow-up that nobody has missed yet is then owed `until`; one missed stays missed."""
        return Clock(until if self.level == 0 else self.due, until, self.level)

    def climbed(self) -> "Clock":
        return Clock(self.due, None, self.next_level)


class FollowUp(NamedTuple):
    """A follow-up that was held, and what it took the place of: the day agreed for it, and its clock then."""

    event_id: UUID
    held_on: date
    decision: FollowUpDecision
    agreed_on: date
    clock: Clock | None
