"""Reading who knows what: for the citizen it is about, and for the relative who may know."""

from typing import Protocol
from uuid import UUID

from services.notifications.domain.known import KnownPage, MayKnow
from shared.contracts import Reporter


class Known(Protocol):
    """Every read of a citizen is logged with it (V2)."""

    async def known(
        self, reader: Reporter, citizen_id: UUID, *, cursor: str | None = None, limit: int = 50
    ) -> KnownPage:
        """What happened, newest first, each with everybody who was told of it. For the citizen alone: which relative
        hears what is nobody else's to know. Raises Refused (404) for everybody else."""
        ...

    async def may_know(self, reader: Reporter) -> tuple[MayKnow, ...]:
        """The designations the relative stands for, as they stand now; empty where none does, or any more (P2).

        Raises Refused (403) for who is no relative.
        """
        ...
