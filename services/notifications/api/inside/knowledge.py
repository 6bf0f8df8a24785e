"""The knowledge box, as the pages use it."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import FastAPI, Request
from uuid_utils.compat import uuid7

from services.notifications import handlers, ports
from services.notifications.domain.knowledge import Knowledge, KnowledgePage, Said
from services.notifications.domain.shown import Preview
from services.notifications.ports import Why
from shared.contracts import Reporter
from shared.identity import PurposeCode


class KnowledgeBox:
    """See `web.parts.KnowledgeBox`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def hand_in(self, request: Request, said: Said) -> None:
        self._state.strangers.take(request)
        await handlers.hand_in(uuid7(), said, self._state.knowledge)

    async def unmatched(self, reader: Reporter, cursor: str | None, limit: int) -> KnowledgePage:
        box: ports.KnowledgeBox = self._state.knowledge
        return await box.unmatched(reader, cursor=cursor, limit=limit)

    async def foresee(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> Preview:
        state, why = self._state, Why(PurposeCode.CASEWORK.value)
        return await handlers.foresee_match(
            reader, id_, citizen_id, why, datetime.now(UTC), state.reads, state.ruling.now, state.listening.now
        )

    async def match(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> None:
        await handlers.match_knowledge(reader, id_, citizen_id, self._state.knowledge)

    async def discard(self, reader: Reporter, id_: UUID) -> None:
        await handlers.discard_knowledge(reader, id_, self._state.knowledge)

    async def read(self, reader: Reporter, name: str, id_: UUID) -> Knowledge:
        state, why = self._state, Why(PurposeCode.CASEWORK.value)
        return await handlers.read_knowledge(reader, name, id_, why, state.knowledge, state.reads, state.decisions)
