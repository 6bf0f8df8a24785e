"""The envelope: what stands around every event's data, after CloudEvents 1.0."""

from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from shared.contracts.fact import Fact
from shared.contracts.immutable import immutable

F = TypeVar("F", bound=Fact, covariant=True)

SOURCE_PREFIX = "urn:samspil:"


@immutable(frozen=True, slots=True)
class Event(Generic[F]):
    """A fact that a Samspil service has published.

    `subject` is the citizen's pseudonym (for a course's own events: the course). `time` is when it happened,
    `registeredtime` when Samspil decided it; both aware. `version` counts 1…n per subject on one service's topic
    without a gap. `causationid` is the report's or event's id that led here, `correlationid` the loop. `department`
    is the one that acted, None where the citizen, a relative or Samspil itself did. `traceparent` is W3C's.
    """

    id: UUID
    source: str
    subject: UUID
    time: datetime
    registeredtime: datetime
    version: int
    causationid: UUID
    correlationid: UUID
    department: str | None
    traceparent: str | None
    data: F

    @property
    def type(self) -> str:
        return self.data.type


@immutable(frozen=True, slots=True)
class Cause:
    """What a decision answers: a report, an event heard or a timer. Carried into every event it leads to.

    `correlationid` is None where the cause belongs to no loop yet.
    """

    id: UUID
    time: datetime
    department: str | None
    correlationid: UUID | None
    traceparent: str | None
