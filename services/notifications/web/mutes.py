"""The use cases of muting, as the pages start them."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from shared.contracts import Reporter


class MutePages(Protocol):
    """What they raise is as `handlers.muting` says."""

    async def of(self, reader: Reporter) -> frozenset[str]: ...

    async def put(self, reader: Reporter, types: Iterable[str]) -> None: ...

    async def like(self, reader: Reporter, notice_id: UUID) -> None: ...
