"""Everything one transaction will write, with a way back from a decision that was refused."""

from collections.abc import Callable, Hashable
from typing import Any
from uuid import UUID

from shared.contracts.event import Event
from shared.postgres.effects import Effect, Row, Writes


class Unit:
    """Collects the writes of one or many decisions until they are sent together.

    Each change leaves the way to undo it in a journal, so that in a batch one report can be refused, or one event found
    to wait, while its neighbours stand.
    """

    def __init__(self) -> None:
        self.writes = Writes()
        self.published: list[Event[Any]] = []
        self.heard: set[UUID] = set()
        """Ids of the events that other services published and this unit takes in."""
        self.hints: list[str] = []
        """Sentences for the reporters, in the order of the decisions."""
        self.channels: set[str] = set()
        self.erased: set[UUID] = set()
        """Citizens of whom, once all is written, only a tombstone is to be left."""
        self.afterwards: list[Callable[[], object]] = []
        self._journal: list[tuple[Callable[..., object], tuple[Any, ...]]] = []

    def ring(self, channel: str) -> None:
        """Whoever waits on the channel is woken after the commit; once too often does no harm."""
        self.channels.add(channel)

    def erase(self, subject: UUID) -> None:
        """Everything kept about the subject goes with this unit, also what it writes itself (V3)."""
        if subject not in self.erased:
            self.erased.add(subject)
            self.on_undo(self.erased.discard, subject)

    def after(self, act: Callable[[], object]) -> None:
        """To be done once, when what is decided here is committed; not at all where it is taken back."""
        self.afterwards.append(act)
        self.on_undo(self.afterwards.pop)

    def put(self, effect: Effect, key: Hashable, row: Row) -> None:
        """One row to write; a second one for the same effect and key replaces the first."""
        writes = self.writes
        self._journal.append((writes.take_back, (effect, key, writes.put(effect, key, row))))

    def row(self, effect: Effect, key: Hashable) -> Row | None:
        """A row put earlier in this unit: the database does not have it yet."""
        return self.writes.row(effect, key)

    def drop(self, effect: Effect, key: Hashable) -> bool:
        """Leaves out a row put earlier in this unit; tells whether there was one."""
        old = self.writes.drop(effect, key)
        if old is not None:
            self.on_undo(self.writes.put, effect, key, old)
        return old is not None

    def on_undo(self, undo: Callable[..., object], *args: Any) -> None:
        """Notes how a change just made in memory is taken back: by calling `undo` with the arguments."""
        self._journal.append((undo, args))

    def mark(self) -> int:
        """A point to come back to with `undo`."""
        return len(self._journal)

    def undo(self, mark: int) -> None:
        """Takes back everything since `mark`, latest first."""
        while len(self._journal) > mark:
            undo, args = self._journal.pop()
            undo(*args)

    def done(self) -> None:
        """It is written, or nothing will come of it: nothing is taken back any more.

        The journal's ways back hold the works, which hold the unit; let go here, none of them is left for the garbage
        collector, which stops everything for a quarter of a second to take what a few thousand decisions left.
        """
        self._journal.clear()
