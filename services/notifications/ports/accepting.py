"""Invitations, seen from the one who has the link."""

from typing import Protocol


class Acceptance(Protocol):
    """Turns a link into somebody who stands for a designation."""

    async def holds(self, token: str) -> bool:
        """Whether it can be accepted now. Asking uses nothing up."""
        ...

    async def accept(self, token: str, sub: str) -> bool:
        """Once: whoever the issuer calls `sub` stands for the designation from now on, and nobody else who accepted an
        invitation to it before. False where it holds no more."""
        ...
