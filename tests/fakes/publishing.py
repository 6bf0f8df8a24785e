"""The event that a decision in memory publishes, as the real work makes it."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.contracts import Cause, Event, Fact


class Deciding(Protocol):
    @property
    def subject(self) -> UUID: ...
    @property
    def now(self) -> datetime: ...
    @property
    def cause(self) -> Cause: ...


def event_of(work: Deciding, service: str, version: int, fact: Fact, correlationid: UUID | None) -> Event[Any]:
    """Without a loop named or brought along, it begins one."""
    id_ = uuid7()
    return Event(
        id=id_,
        source=f"urn:samspil:{service}",
        subject=work.subject,
        time=work.cause.time,
        registeredtime=work.now,
        version=version,
        causationid=work.cause.id,
        correlationid=correlationid or work.cause.correlationid or id_,
        department=work.cause.department,
        traceparent=work.cause.traceparent,
        data=fact,
    )
