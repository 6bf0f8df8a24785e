"""Where what people hand in is kept."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol
from uuid import UUID

from services.notifications.domain.knowledge import Knowledge, KnowledgePage, Said
from services.notifications.ports.reading import Why
from services.notifications.ports.work import Work
from shared.contracts import Reporter


class Matched(NamedTuple):
    """What a decision made of an item, and the event that tells of it."""

    knowledge: Knowledge
    event_id: UUID


class ReadKnowledge(NamedTuple):
    """`unread` is the notice of it that the reader's team has not read yet, None where there is none."""

    knowledge: Knowledge
    unread: UUID | None


Decide = Callable[[Knowledge, Work], Awaitable[Matched | None]]


class KnowledgeBox(Protocol):
    """Keeps the words encrypted at rest. Who may see or do what is decided here, where they lie."""

    async def put(self, id_: UUID, said: Said) -> None:
        """Under a key of the item's own. Nothing else is read or written: it is the same for everybody."""
        ...

    async def unmatched(self, reader: Reporter, *, cursor: str | None = None, limit: int = 50) -> KnowledgePage:
        """What waits for somebody to say about whom it is, oldest first. Raises Refused (403) for all but the team."""
        ...

    async def discard(self, reader: Reporter, id_: UUID) -> None:
        """Deletes an unmatched item for good. Raises Refused (403 as above, 404, 409 for a matched one)."""
        ...

    async def decide(self, reader: Reporter, id_: UUID, citizen_id: UUID, decide: Decide) -> None:
        """`decide` is given the item, which nobody else can match or discard meanwhile, and the work on the citizen,
        whose cause is the item and whose department the reader's. It may run several times.

        What it gives is kept under the citizen's key and no longer under the item's own. Raises Refused (403, 404).
        """
        ...

    async def read(self, reader: Reporter, id_: UUID, why: Why) -> ReadKnowledge:
        """A matched item, for a coordinator of an involved department or who breaks the glass; leaves a row in the
        citizen's access log. Raises Refused (404) for everybody else, and for what is not matched."""
        ...
