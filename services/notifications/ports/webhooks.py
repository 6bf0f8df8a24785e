"""Where apps want to hear, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from services.notifications.domain.delivery import Outcome, Status
from services.notifications.domain.webhook import Webhook
from shared.contracts import Event


class Sealing(Protocol):
    """What is kept sealed under the key from outside the database; `purpose` binds it to what it is for."""

    def seal(self, plaintext: bytes, purpose: bytes) -> bytes: ...

    def unseal(self, sealed: bytes, purpose: bytes) -> bytes: ...


class Attempt(NamedTuple):
    """One try: a word of ours, the status answered where one was, and how long it took."""

    at: datetime
    code: str
    status: int | None
    ms: int


class LoggedDelivery(NamedTuple):
    """`id` is what the receiver knows it by (webhook-id). `next_at` is None once it is done."""

    id: UUID
    event_id: UUID
    event_type: str
    status: Status
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    attempts: tuple[Attempt, ...]


class LogPage(NamedTuple):
    items: tuple[LoggedDelivery, ...]
    next: str | None


class WebhookHealth(NamedTuple):
    """`circuit` is closed, open or half_open; `queued` how many deliveries wait."""

    circuit: str
    queued: int


class Webhooks(Protocol):
    """Where apps want to hear."""

    async def get(self, app: str) -> Webhook | None: ...

    async def put(
        self, app: str, department: str, url: str, types: Sequence[str], *, quiet: bool = False
    ) -> str | None:
        """Sets or replaces address and types, and lets a disabled one hear again. The secret where one was made, which
        is shown here alone; None where the app keeps the one it has."""
        ...

    async def rotate(self, app: str) -> str | None:
        """A new secret; the one before signs beside it for a day. None where there is no webhook."""
        ...

    async def remove(self, app: str) -> bool:
        """What is queued for it is stopped. False where there was none."""
        ...

    async def disable(self, app: str, url: str, department: str, heard: UUID) -> bool:
        """The receiver there wants no more, as it said to the delivery `heard`: what else is queued is stopped. False,
        and nothing done, where the app's webhook has another address or department by now."""
        ...

    async def event(self, event_id: UUID) -> Event[Any] | None:
        """The event heard, as it is to be sent."""
        ...

    async def health(self, app: str) -> WebhookHealth: ...

    async def log(
        self, recipient: str, *, status: Status | None = None, cursor: str | None = None, limit: int = 50
    ) -> LogPage:
        """What was sent to this recipient (`Recipient.key`), newest first. Raises Refused (422) for a bad cursor."""
        ...


class Tried(NamedTuple):
    """What became of a test event: its webhook-id, the outcome, and how long it took."""

    id: UUID
    outcome: Outcome
    ms: int


class WebhookTrial(Protocol):
    """Reaching out to a receiver at once."""

    @property
    def plain(self) -> bool:
        """Whether addresses without TLS will do here."""
        ...

    async def may_reach(self, url: str) -> bool:
        """Whether the address leads somewhere we may send to."""
        ...

    async def test(self, webhook: Webhook) -> Tried:
        """Sends a signed test event."""
        ...
