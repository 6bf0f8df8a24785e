"""What each person has muted."""

from collections.abc import Iterable
from typing import Protocol

from shared.contracts import Reporter


class Mutes(Protocol):
    async def of(self, reader: Reporter) -> frozenset[str]:
        """Event types; none for somebody who has muted nothing."""
        ...

    async def put(self, reader: Reporter, types: Iterable[str]) -> None:
        """These and no others, for this person alone."""

    async def add(self, reader: Reporter, type_: str) -> None:
        """This one, too."""
