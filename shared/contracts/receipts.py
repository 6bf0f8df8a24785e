"""The answers that apps read on their receipts topic. They belong to no service's events and carry no version."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.fact import Fact, OwnWords, Part
from shared.contracts.limits import Count

__all__ = ["ReceiptAccepted", "ReceiptError", "ReceiptRefused", "ReceiptWaiting"]


class ReceiptError(Part):
    """One thing wrong with one field: `pointer` is RFC 6901, `detail` a sentence of our own, never a value sent."""

    pointer: Annotated[str, OwnWords(), Field(max_length=200)]
    detail: Annotated[str, OwnWords(), Field(max_length=1_000)]


class _Receipt(Fact):
    receipt_id: UUID | None = None
    event_source: Annotated[str, OwnWords(), Field(pattern=r"^urn:samspil:(web|app:[a-z0-9-]{1,63})$")] | None = None
    event_id: UUID | None = None
    errors: tuple[ReceiptError, ...] = ()
    topic: Annotated[str, OwnWords(), Field(pattern=r"^intake\.[a-z0-9-]{1,63}$")] | None = None
    partition: Count | None = None
    offset: Annotated[int, Field(ge=0)] | None = None


class ReceiptAccepted(_Receipt, noun_fact="kvittering.accepteret", owner="intake", reported=False):
    """The report was decided and is published."""


class ReceiptWaiting(_Receipt, noun_fact="kvittering.venter", owner="intake", reported=False):
    """The report names something not heard of yet; a final answer follows."""


class ReceiptRefused(_Receipt, noun_fact="kvittering.afvist", owner="intake", reported=False):
    """The report breaks a rule; `errors` says which. An unreadable record is named by topic, partition and offset."""
