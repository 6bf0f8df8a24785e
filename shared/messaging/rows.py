"""A repository in memory: what was loaded of one kind, and what a decision made of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar
from uuid import UUID

from shared.messaging.unit import Unit

T = TypeVar("T")


class Rows(Generic[T]):
    """The things of one kind that belong to one subject.

    `save` keeps the new state for later readers in the same unit and hands it to `write`, which puts the row; both are
    undone together. Things are immutable: a changed one is a new object.
    """

    def __init__(self, unit: Unit, loaded: Iterable[tuple[UUID, T]], write: Callable[[T], None]) -> None:
        self._unit = unit
        self._things = dict(loaded)
        self._write = write

    def get(self, id_: UUID) -> T | None:
        return self._things.get(id_)

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._things.values()))

    def save(self, id_: UUID, thing: T) -> None:
        """Puts `thing` in the place of what was kept under `id_`."""
        old = self._things.get(id_)
        self._things[id_] = thing
        self._unit.on_undo(self._restore, id_, old)
        self._write(thing)

    def _restore(self, id_: UUID, old: T | None) -> None:
        if old is None:
            self._things.pop(id_, None)
        else:
            self._things[id_] = old
