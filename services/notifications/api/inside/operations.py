"""How this very service does, for the pages of operations."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import FastAPI


class OwnOperations:
    """See `web.parts.Operations`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def flow(self) -> Mapping[str, Any]:
        return asdict(await self._state.operations.flow())

    async def letters(self) -> Sequence[Mapping[str, Any]]:
        return [asdict(letter) for letter in await self._state.operations.letters()]

    async def replay(self, number: int | None) -> Mapping[str, Any]:
        return asdict(await self._state.operations.replay(number))

    async def receivers(self) -> Sequence[Mapping[str, Any]]:
        return [asdict(receiver) for receiver in await self._state.operating.receivers()]

    async def loop(self, id_: UUID) -> Sequence[Mapping[str, Any]]:
        return [asdict(step) for step in await self._state.operating.loop(id_)]
