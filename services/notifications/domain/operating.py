"""What operations follow: receivers that fail, and the steps of one loop. Types, times and codes; nobody's id."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Receiver:
    """An app's webhook (`app:<name>`) or a whole channel (`mail`). `oldest` is the age of what is queued longest, in
    seconds; `given_up` counts what was told of in the last three days, None for a channel that is not one app's."""

    lane: str
    circuit: Literal["closed", "open", "half_open"]
    open_until: datetime | None
    failures: int
    queued: int
    oldest: float
    given_up: int | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a loop. `time` is when it happened, `registered` when it was decided, `told` when the first notice of
    it was written; None where it was told to nobody."""

    event_id: UUID
    event_type: str
    service: str
    time: datetime
    registered: datetime
    told: datetime | None
    trace_id: str | None
