"""The municipality's rules, version by version (I3)."""

from typing import NamedTuple, Protocol

from services.notifications.domain.overlay import Overlay, Version


class Change(NamedTuple):
    """What is to be the next version. `made_from` is the version it was made from, 0 for the shipped rules."""

    made_from: int
    by: str
    name: str
    department: str
    reason: str | None
    back_to: int | None
    overlay: Overlay


class Told(NamedTuple):
    """A version and the overlay it took the place of."""

    version: Version
    before: Overlay


class History(NamedTuple):
    """`next` is the cursor of the following page, None at the end."""

    items: tuple[Told, ...]
    next: str | None


class Rulebook(Protocol):
    """Kept for good: a version is never changed."""

    async def last(self) -> Version | None:
        """The version in force; None while nobody has changed the shipped rules."""
        ...

    async def get(self, number: int) -> Version | None: ...

    async def history(self, *, cursor: str | None = None, limit: int = 50) -> History:
        """Newest first. Raises Refused (422, /cursor) for a cursor that is none."""
        ...

    async def add(self, change: Change) -> Version | None:
        """The next version, in force at once here and within a second everywhere; None where somebody was faster and
        `made_from` is the last one no more."""
        ...
